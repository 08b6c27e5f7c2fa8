package dev.roommesh.signaling.oldpeer;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Role;
import java.util.Optional;

/**
 * Of old peers. A worker among them ends at any {@code error} that it hears, so it hears one only where it should end:
 * where its room is full, or its token is worth nothing. For all else, a closed socket says enough to those that come back.
 *
 * @param worker whether the peer is one
 * @param token with which it registers, for old peers are told it again
 */
public record OldDialect(boolean worker, String token) implements Dialect {
    public static OldDialect of(FromPeer.Register asked) {
        return new OldDialect(asked.role() == Role.WORKER, asked.token());
    }

    @Override
    public Decoded<Claimed> heard(String text, SignalCodec codec) {
        return codec.decodeFromOldPeer(text, OldPeers.WORDS);
    }

    /** Workers of 2026 say much that only a server of 2026 understood. */
    @Override
    public boolean passesOver(Decoded.Cause cause) {
        return worker && cause == Decoded.Cause.UNKNOWN_TYPE;
    }

    @Override
    public Optional<FromServer> said(FromServer message) {
        return switch (message) {
            case FromServer.Registered welcome -> Optional.of(welcome.withToken(token));
            case FromServer.Refused _ when worker -> Optional.empty();
            case FromServer.Refused _,FromServer.AdminConflict _,FromServer.MeshOffer _,FromServer.MeshAnswer _,FromServer.Candidate _,FromServer.PeerOffer _,FromServer.PeerAnswer _,FromServer.PeerCandidate _,FromServer.PeerMessage _,FromServer.PeerList _,FromServer.MetadataUpdated _,FromServer.Ping _ ->
                Optional.of(message);
            case FromServer.PeerJoined _,FromServer.PeerLeft _,FromServer.FeaturesChanged _,FromServer.AdminChanged _,FromServer.DialMe _,FromServer.QueryWorkers _,FromServer.WorkerList _,FromServer.WatchWorkers _,FromServer.UnwatchWorkers _,FromServer.WatchUpdated _,FromServer.ReserveWorker _,FromServer.ReleaseWorker _,FromServer.Reservation _,FromServer.OpenChannel _,FromServer.ChannelAnswer _,FromServer.ForgetWorker _,FromServer.WorkerForgotten _ ->
                Optional.empty();
        };
    }

    /**
     * Old workers register on one socket after another and go on listening on the first, and end when that is closed: who
     * has registered anew on another keeps both.
     */
    @Override
    public Farewell farewell(FromServer.Refused last) {
        return switch (last.code()) {
            case REPLACED -> Farewell.LEFT_OUT;
            case ROOM_FULL, UNAUTHORIZED, TOKEN_REVOKED -> Farewell.SAID;
            default -> worker ? Farewell.SILENT : Farewell.SAID;
        };
    }

    /** Tokens never reach a log. */
    @Override
    public String toString() {
        return "OldDialect[worker=" + worker + "]";
    }
}
