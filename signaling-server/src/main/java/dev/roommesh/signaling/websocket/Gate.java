package dev.roommesh.signaling.websocket;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer.Refused;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.oldpeer.OldPeers;
import dev.roommesh.signaling.relay.Sender;
import dev.roommesh.signaling.room.Admission;
import dev.roommesh.signaling.room.Admission.Admitted;
import dev.roommesh.signaling.room.Admission.NotAdmitted;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Part;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.Registration;
import dev.roommesh.signaling.token.RoomToken;
import dev.roommesh.signaling.token.RoomTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Checks who wants to register, and says what they can do about it when they may not. */
public final class Gate {
    /** The reasons are words that old peers know. */
    private static final Refused REVOKED = new Refused(ErrorCode.TOKEN_REVOKED, "Token revoked",
            "The token with which this peer registers was revoked: ask for another.", null, null);
    /** Whatever made its token worthless, the peer does the same: the code is one that workers of all versions know. */
    private static final Refused ENDED = new Refused(ErrorCode.TOKEN_REVOKED, "Token revoked",
            "The room was ended by an operator, and its tokens with it: ask for a token of another room.", null, null);
    private static final Refused INVALID = new Refused(ErrorCode.UNAUTHORIZED, "Invalid token",
            "The token is wrong, expired, or for another room or role: use the token of this room.", null, null);

    /** In old peers' words. */
    private static final Refused NOT_SIGNED_IN = new Refused(ErrorCode.UNAUTHORIZED, "Invalid token",
            "The id_token is missing, expired, or another peer's: sign in (POST /anonymous-signin), and register under "
                    + "the username that it gives.",
            null, null);
    static final Refused NO_ACCOUNTS = new Refused(ErrorCode.UNAUTHORIZED, "No access to this room",
            "This server knows no accounts: sign in (POST /anonymous-signin), and register with the id_token and the "
                    + "room's token.",
            null, null);

    private final RoomTokens tokens;
    private final Presence presence;
    private final InstantSource time;
    private final SocketEvents events;

    public Gate(RoomTokens tokens, Presence presence, InstantSource time, SocketEvents events) {
        this.tokens = tokens;
        this.presence = presence;
        this.time = time;
        this.events = events;
    }

    /**
     * Whom a socket belongs to.
     *
     * @param token with which it was registered
     * @param shown the token's text
     */
    record Bound(Sender sender, RoomToken token, String shown) {
        /** Tokens never reach a log. */
        @Override
        public String toString() {
            return "Bound[" + sender + "]";
        }
    }

    /**
     * The same peer says something else of itself on its socket, with the token that it has shown: that one may have
     * expired since. Where it is refused, it is told so, and what it has stands.
     *
     * @return whether it was admitted
     */
    boolean registerAgain(FromPeer.Register asked, Bound bound) {
        Role role = asked.role() == null ? Role.PEER : asked.role();
        Connection connection = bound.sender().connection();
        if (!(admit(asked, role, connection) instanceof NotAdmitted not)) return true;
        Refused why = sentence(not);
        events.refused(asked.roomId(), asked.peerId(), why.code());
        connection.send(why);
        return false;
    }

    /** It has not shown that it is who it says; what it has stands. */
    void refuseIdentity(Bound bound) {
        Sender sender = bound.sender();
        events.refused(sender.room(), sender.peer(), NOT_SIGNED_IN.code());
        sender.connection().send(NOT_SIGNED_IN);
    }

    /** Whom the socket belongs to from now on; empty when it was refused and told so. */
    Optional<Bound> register(FromPeer.Register asked, Connection connection) {
        Role role = asked.role() == null ? Role.PEER : asked.role();
        return switch (tokens.worth(asked.token(), asked.roomId(), role)) {
            case RoomTokens.Worth.Valid(RoomToken token) -> register(asked, role, token, connection);
            case RoomTokens.Worth.Revoked _ -> refuse(asked, connection, REVOKED);
            case RoomTokens.Worth.Ended _ -> refuse(asked, connection, ENDED);
            case RoomTokens.Worth.Nothing _ -> refuse(asked, connection, INVALID);
        };
    }

    /** An old peer is who it signed in as, and nobody else takes its place; of others the room's token alone is asked. */
    boolean isItself(FromPeer.Register asked) {
        if (!OldPeers.part(asked).isOld())
            return presence.part(asked.roomId(), asked.peerId()).filter(Part::isOld).isEmpty();
        String shown = asked.idToken();
        return shown != null && tokens.signedIn(shown).filter(asked.peerId()::equals).isPresent();
    }

    private Optional<Bound> register(FromPeer.Register asked, Role role, RoomToken token, Connection connection) {
        if (!isItself(asked)) return refuse(asked, connection, NOT_SIGNED_IN);
        return switch (admit(asked, role, connection)) {
            case Admitted _ ->
                Optional.of(new Bound(new Sender(asked.roomId(), asked.peerId(), connection), token, asked.token()));
            case NotAdmitted not -> refuse(asked, connection, sentence(not));
        };
    }

    private Admission admit(FromPeer.Register asked, Role role, Connection connection) {
        Instant now = time.instant();
        boolean ticketHolder = asked.ticket() != null
                && tokens.isTicket(asked.ticket(), asked.roomId(), asked.peerId());
        Part part = OldPeers.part(asked);
        // Who is admin of the old workers' mesh is nothing to the room's own.
        PeerId admin = part.isOld() ? null : asked.adminPeerId();
        var registration = new Registration(asked.roomId(), asked.peerId(), role,
                asked.metadata() == null ? Profile.EMPTY : asked.metadata(), ticketHolder, admin,
                asked.adminTerm() == null ? 0 : Math.clamp(asked.adminTerm(), 0, Limits.TERM_MAX),
                part);
        String ticket = tokens.ticket(asked.roomId(), asked.peerId());
        return presence.register(registration, ticket, connection, now);
    }

    /** Why a token that let its holder in is worth nothing any more; empty where that is not so. An expiry is no reason. */
    Optional<Refused> withdrawn(RoomToken token) {
        return switch (tokens.worth(token)) {
            case RoomTokens.Worth.Valid _,RoomTokens.Worth.Nothing _ -> Optional.empty();
            case RoomTokens.Worth.Revoked _ -> Optional.of(REVOKED);
            case RoomTokens.Worth.Ended _ -> Optional.of(ENDED);
        };
    }

    void depart(Sender sender, DepartureReason reason) {
        presence.depart(sender.room(), sender.peer(), sender.connection(), reason, time.instant());
    }

    private Optional<Bound> refuse(FromPeer.Register asked, Connection connection, Refused why) {
        events.refused(asked.roomId(), asked.peerId(), why.code());
        connection.endWith(why);
        return Optional.empty();
    }

    private static Refused sentence(NotAdmitted not) {
        return switch (not.refusal()) {
            case WORKERS_FULL -> Refused.of(ErrorCode.ROOM_FULL, "The room has its " + Limits.ROOM_WORKERS_MAX
                    + " workers: stop one of them, or join another room.");
            case CLIENTS_FULL -> Refused.of(ErrorCode.ROOM_FULL,
                    "The room has all the clients that it can have: try again when one has left.");
            case ROOMS_FULL -> later("This server has all the rooms that it can have: try again later, or use another.",
                    Duration.ofMinutes(1));
            case RESTARTED -> later("This server has just started, and keeps the places of this room for those who "
                    + "held them: try again later.", not.retryAfter());
            case UNCHECKED -> later("Places cannot be given now, for the servers do not reach what they share: try "
                    + "again in some seconds.", not.retryAfter());
        };
    }

    private static Refused later(String sentence, Duration retryAfter) {
        return new Refused(ErrorCode.RETRY_LATER, sentence, sentence, null, Math.max(1, retryAfter.toMillis()));
    }
}
