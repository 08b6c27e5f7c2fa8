package dev.roommesh.signaling.websocket;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer.Refused;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.relay.Sender;
import dev.roommesh.signaling.room.Admission;
import dev.roommesh.signaling.room.Admission.Admitted;
import dev.roommesh.signaling.room.Admission.NotAdmitted;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.Registration;
import dev.roommesh.signaling.token.RoomTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Checks who wants to register, and says what they can do about it when they may not. */
public final class Gate {
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

    /** Whom the socket belongs to from now on; empty when it was refused and told so. */
    Optional<Sender> register(FromPeer.Register asked, Connection connection) {
        Instant now = time.instant();
        Role role = asked.role() == null ? Role.PEER : asked.role();
        if (!tokens.admits(asked.token(), asked.roomId(), role, now)) {
            return refuse(asked, connection, new Refused(ErrorCode.UNAUTHORIZED, "Invalid token",
                    "The token is wrong, expired, or for another room or role: use the token of this room.", null,
                    null));
        }
        boolean ticketHolder = asked.ticket() != null
                && tokens.isTicket(asked.ticket(), asked.roomId(), asked.peerId(), now);
        var registration = new Registration(asked.roomId(), asked.peerId(), role,
                asked.metadata() == null ? Profile.EMPTY : asked.metadata(), ticketHolder, asked.adminPeerId(),
                asked.adminTerm() == null ? 0 : Math.clamp(asked.adminTerm(), 0, Limits.TERM_MAX));
        String ticket = tokens.ticket(asked.roomId(), asked.peerId(), now);
        Admission admission = presence.register(registration, ticket, connection, now);
        return switch (admission) {
            case Admitted _ -> Optional.of(new Sender(asked.roomId(), asked.peerId(), connection));
            case NotAdmitted not -> refuse(asked, connection, sentence(not));
        };
    }

    void depart(Sender sender, DepartureReason reason) {
        presence.depart(sender.room(), sender.peer(), sender.connection(), reason, time.instant());
    }

    private Optional<Sender> refuse(FromPeer.Register asked, Connection connection, Refused why) {
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
        };
    }

    private static Refused later(String sentence, Duration retryAfter) {
        return new Refused(ErrorCode.RETRY_LATER, sentence, sentence, null, Math.max(1, retryAfter.toMillis()));
    }
}
