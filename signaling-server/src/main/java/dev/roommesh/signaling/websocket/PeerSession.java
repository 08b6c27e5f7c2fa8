package dev.roommesh.signaling.websocket;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.FromServer.Refused;
import dev.roommesh.model.Limits;
import dev.roommesh.signaling.relay.Sender;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.socket.CloseStatus;

/**
 * The reading half of a socket: unregistered, then bound to one peer of one room, until it ends. Frames are handled one
 * at a time and in order; {@link #sweep} and {@link #closed} may come from other threads.
 */
final class PeerSession {
    private final PeerSocket socket;
    private final Services services;
    private final Instant openedAt;
    private final PartialText partial = new PartialText(Limits.SIGNAL_FRAME_BYTES_MAX);
    private final Budget frames;
    private final Budget bytes;
    private final Budget badFrames;
    private volatile Optional<Sender> bound = Optional.empty();
    private volatile boolean gone;

    PeerSession(PeerSocket socket, Services services) {
        this.socket = socket;
        this.services = services;
        this.openedAt = services.time().instant();
        int perSecond = services.limits().framesPerSecond();
        this.frames = new Budget(2.0 * perSecond, perSecond, openedAt);
        this.bytes = new Budget(2.0 * SocketLimits.BYTES_PER_SECOND, SocketLimits.BYTES_PER_SECOND, openedAt);
        this.badFrames = new Budget(SocketLimits.BAD_FRAMES_MAX, SocketLimits.BAD_FRAMES_PER_MINUTE / 60.0, openedAt);
    }

    PeerSocket socket() {
        return socket;
    }

    boolean isRegistered() {
        return bound.isPresent();
    }

    void received(String part, boolean last) {
        if (socket.hasEnded()) return;
        if (!affordable(part, last)) {
            services.events().refused(ErrorCode.RATE_LIMITED);
            socket.endAfterHearingOut(Refused.of(ErrorCode.RATE_LIMITED,
                    "Too much was sent at once: connect again, and send less."));
            return;
        }
        partial.add(part);
        if (!last) return;
        signOfLife();
        switch (partial.end()) {
            case PartialText.Whole.TooLong _ -> bad(ErrorCode.FRAME_TOO_LARGE,
                    "A message has at most " + Limits.SIGNAL_FRAME_BYTES_MAX + " bytes: send less in one.");
            case PartialText.Whole.Message message -> decoded(services.codec().decodeFromPeer(message.text()));
        }
    }

    void receivedBinary() {
        if (!socket.hasEnded())
            bad(ErrorCode.INVALID_MESSAGE, "Messages here are JSON texts: send a text frame.");
    }

    void signOfLife() {
        bound.ifPresent(sender -> services.presence().renew(sender.room(), sender.peer(), socket,
                services.time().instant()));
    }

    void closed() {
        gone = true;
        socket.closed();
        bound.ifPresent(sender -> services.gate().depart(sender, DepartureReason.CLOSED));
    }

    void sweep(Instant now) {
        socket.sweep(now);
        if (bound.isEmpty() && !socket.hasEnded()
                && !now.isBefore(openedAt.plus(services.limits().registerWithin()))) {
            socket.endWith(Refused.of(ErrorCode.NOT_IN_ROOM, "Nobody registered here in time: connect and register."));
        }
    }

    private boolean affordable(String part, boolean last) {
        Instant now = services.time().instant();
        return bytes.take(part.length(), now) && (!last || frames.take(1, now));
    }

    private void decoded(Decoded<Claimed> decoded) {
        switch (decoded) {
            case Decoded.Accepted<Claimed>(Claimed claimed) -> claimed(claimed);
            case Decoded.Rejected<Claimed>(Decoded.Cause cause, String why) -> bad(switch (cause) {
                case TOO_LARGE -> ErrorCode.FRAME_TOO_LARGE;
                case MALFORMED -> ErrorCode.INVALID_JSON;
                case UNKNOWN_TYPE -> ErrorCode.UNKNOWN_MESSAGE_TYPE;
                case INVALID -> ErrorCode.INVALID_MESSAGE;
            }, why);
        }
    }

    /** The socket alone says who speaks; a frame that says otherwise does nothing. */
    private void claimed(Claimed claimed) {
        Optional<Sender> sender = bound;
        boolean another = sender.isPresent() && claimed.claimedSender()
                .filter(claim -> !claim.equals(sender.get().peer().value())).isPresent();
        if (another) {
            bad(ErrorCode.SENDER_MISMATCH, "The message names another sender than the peer registered on this "
                    + "connection: leave the sender out, or open a connection for each peer.");
        } else if (claimed.message() instanceof FromPeer.Register register) {
            register(register);
        } else if (sender.isPresent()) {
            dispatch(sender.get(), claimed.message());
        } else {
            bad(ErrorCode.NOT_IN_ROOM, "Register first.");
        }
    }

    private void register(FromPeer.Register register) {
        if (bound.filter(sender -> !sender.room().equals(register.roomId())).isPresent()) {
            bad(ErrorCode.INVALID_MESSAGE, "This connection is in another room: open one for each room.");
            return;
        }
        services.gate().register(register, socket).ifPresent(sender -> {
            bound = Optional.of(sender);
            // A socket that was cut off meanwhile has not seen this registration, and must not leave it behind.
            if (gone) services.gate().depart(sender, DepartureReason.CLOSED);
        });
    }

    private void dispatch(Sender sender, FromPeer message) {
        switch (message) {
            case FromPeer.Register register -> register(register);
            case FromPeer.UpdateMetadata update -> {
                if (services.presence().update(sender.room(), sender.peer(), socket, update.metadata()))
                    socket.send(new FromServer.MetadataUpdated(sender.peer(), update.metadata()));
            }
            case FromPeer.MeshConnect offer -> services.links().offer(sender, offer);
            case FromPeer.MeshAnswer answer -> services.links().answer(sender, answer);
            case FromPeer.Candidate candidate -> services.links().candidate(sender, candidate);
            case FromPeer.DialMe request -> services.links().dialMe(sender, request);
            case FromPeer.QueryWorkers question -> services.queries().ask(sender, question);
            case FromPeer.WorkerList answer -> services.queries().answer(sender, answer);
            case FromPeer.AdminElected elected -> services.presence().reportAdmin(sender.room(), sender.peer(), socket,
                    elected.adminPeerId(), elected.term(), services.time().instant());
            case FromPeer.Leave _ -> {
                bound = Optional.empty();
                services.gate().depart(sender, DepartureReason.LEFT);
                socket.end(CloseStatus.NORMAL);
            }
        }
    }

    private void bad(ErrorCode code, String sentence) {
        services.events().refused(code);
        if (badFrames.take(1, services.time().instant())) socket.send(Refused.of(code, sentence));
        else
            socket.endWith(Refused.of(code, sentence + " There were too many bad messages: the connection ends."));
    }
}
