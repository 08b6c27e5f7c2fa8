package dev.roommesh.signaling.websocket;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.FromServer.Refused;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.limits.Buckets;
import dev.roommesh.signaling.oldpeer.Dialect;
import dev.roommesh.signaling.oldpeer.OldDialect;
import dev.roommesh.signaling.oldpeer.OldPeers;
import dev.roommesh.signaling.oldpeer.TodaysDialect;
import dev.roommesh.signaling.relay.RelayEvents;
import dev.roommesh.signaling.relay.Sender;
import dev.roommesh.signaling.token.TokenRole;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * The reading half of a socket: unregistered, then bound to one peer of one room, until it ends. Frames are handled one
 * at a time and in order; {@link #sweep} and {@link #closed} may come from other threads.
 */
final class PeerSession {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long RETRY_MS = 1_000;

    private final PeerSocket socket;
    private final Services services;
    private final Instant openedAt;
    private final PartialText partial = new PartialText(Limits.SIGNAL_FRAME_BYTES_MAX);
    private final String address;
    private final Bucket frames;
    private final Bucket bytes;
    private final Bucket changes;
    private final Bucket updates;
    private final Bucket badFrames;
    private volatile Optional<Sender> bound = Optional.empty();
    private volatile Gate.@Nullable Bound registration;
    private volatile boolean gone;
    private volatile Instant heardAt;
    /** Whether the message that is being read is more than its address may send. */
    private boolean overdrawn;

    /** @param address from which the socket was opened */
    PeerSession(PeerSocket socket, String address, Services services) {
        this.socket = socket;
        this.address = address;
        this.services = services;
        this.openedAt = services.time().instant();
        this.heardAt = openedAt;
        int perSecond = services.limits().framesPerSecond();
        this.frames = Buckets.of(2L * perSecond, perSecond, SECOND, services.time());
        this.bytes = Buckets.of(2L * SocketLimits.BYTES_PER_SECOND, SocketLimits.BYTES_PER_SECOND, SECOND,
                services.time());
        this.changes = Buckets.of(SocketLimits.CHANGES_AT_ONCE, SocketLimits.CHANGES_PER_SECOND, SECOND,
                services.time());
        this.updates = Buckets.of(SocketLimits.UPDATES_PER_SECOND, SocketLimits.UPDATES_PER_SECOND, SECOND,
                services.time());
        this.badFrames = Buckets.of(SocketLimits.BAD_FRAMES_MAX, SocketLimits.BAD_FRAMES_PER_MINUTE, MINUTE,
                services.time());
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
        if (!part.isEmpty() && !services.quotas().maySend(address, part.length())) overdrawn = true;
        if (!last) return;
        signOfLife();
        boolean refused = overdrawn || !services.quotas().maySend(address);
        overdrawn = false;
        if (refused) {
            var _ = partial.end();
            refuse(null, "Too much is sent from one address: send it again in a second.");
            return;
        }
        switch (partial.end()) {
            case PartialText.Whole.TooLong _ -> bad(ErrorCode.FRAME_TOO_LARGE,
                    "A message has at most " + Limits.SIGNAL_FRAME_BYTES_MAX + " bytes: send less in one.");
            case PartialText.Whole.Message message ->
                decoded(socket.dialect().heard(message.text(), services.codec()));
        }
    }

    void receivedBinary() {
        if (!socket.hasEnded())
            bad(ErrorCode.INVALID_MESSAGE, "Messages here are JSON texts: send a text frame.");
    }

    void signOfLife() {
        heardAt = services.time().instant();
        bound.ifPresent(sender -> services.presence().renew(sender.room(), sender.peer(), socket,
                services.time().instant()));
    }

    void closed() {
        gone = true;
        socket.closed();
        bound.ifPresent(sender -> {
            services.watches().left(sender);
            services.gate().depart(sender, DepartureReason.CLOSED);
        });
    }

    /** For one that was revoked while its peer was let in, too. */
    void endIfRevoked() {
        Gate.Bound shown = registration;
        if (shown == null || socket.hasEnded()) return;
        services.gate().withdrawn(shown.token()).ifPresent(why -> {
            services.events().refused(why.code());
            socket.endWith(why);
        });
    }

    boolean isOldPeer(PeerId peer) {
        return isOld() && bound.filter(sender -> sender.peer().equals(peer)).isPresent();
    }

    /** On purpose, by whatever way it has said so. */
    void leave() {
        Optional<Sender> leaver = bound;
        bound = Optional.empty();
        leaver.ifPresent(sender -> {
            services.watches().left(sender);
            services.gate().depart(sender, DepartureReason.LEFT);
        });
        socket.end(CloseStatus.NORMAL);
    }

    /** What has changed while its peer was let in, too. */
    void tellFeatures() {
        bound.ifPresent(sender -> socket.tell(() -> services.terms().of(sender.room())));
    }

    Optional<RoomId> room() {
        return bound.map(Sender::room);
    }

    /** Whose older socket this is, on which nothing is said to it any more; empty for any other. */
    Optional<Sender> superseded() {
        return socket.isSuperseded() && !socket.hasEnded() ? bound : Optional.empty();
    }

    Instant openedAt() {
        return openedAt;
    }

    void sweep(Instant now) {
        socket.sweep(now);
        if (bound.isEmpty() && !socket.hasEnded()
                && !now.isBefore(openedAt.plus(services.limits().registerWithin()))) {
            socket.endWith(Refused.of(ErrorCode.NOT_IN_ROOM, "Nobody registered here in time: connect and register."));
        }
        // No lease ends this one: the peer's place is another socket's.
        if (superseded().isPresent() && !now.isBefore(heardAt.plus(services.limits().silence())))
            socket.end("silent for too long");
    }

    private boolean affordable(String part, boolean last) {
        return (part.isEmpty() || bytes.tryConsume(part.length()))
                && (!last || frames.tryConsume(1));
    }

    private void decoded(Decoded<Claimed> decoded) {
        switch (decoded) {
            case Decoded.Accepted<Claimed>(Claimed claimed) -> claimed(claimed);
            case Decoded.Rejected<Claimed>(Decoded.Cause cause, _) when socket.dialect().passesOver(cause) ->
                services.events().refused(ErrorCode.UNKNOWN_MESSAGE_TYPE);
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
        // What an old peer says of itself is passed over, and the socket's peer put in its place.
        boolean another = sender.isPresent() && !socket.dialect().isOld() && claimed.claimedSender()
                .filter(claim -> !claim.equals(sender.get().peer().value())).isPresent();
        if (another) {
            bad(ErrorCode.SENDER_MISMATCH, "The message names another sender than the peer registered on this "
                    + "connection: leave the sender out, or open a connection for each peer.");
        } else if (claimed.message() instanceof FromPeer.Register register) {
            register(register);
        } else if (claimed.message() instanceof FromPeer.RegisterAccount) {
            services.events().refused(ErrorCode.UNAUTHORIZED);
            socket.endWith(Gate.NO_ACCOUNTS);
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
        if (bound.filter(sender -> !sender.peer().equals(register.peerId())).isPresent()) {
            bad(ErrorCode.SENDER_MISMATCH, "This connection is another peer's: open one for each peer.");
            return;
        }
        Gate.Bound before = registration;
        Dialect dialect = OldPeers.part(register).isOld() ? OldDialect.of(register) : new TodaysDialect();
        // Whatever token it shows: the others in the room are told each time.
        if (before != null && !(changes.tryConsume(1) && services.quotas().mayChange(register.roomId()))) {
            refuse(null, "Too much is registered here, or in this room, at once: send it again in a second.");
            return;
        }
        // Whoever is here under a name of today is not old because it says so: older sockets of old peers stay.
        if (before != null && !services.gate().isItself(register)) {
            services.gate().refuseIdentity(before);
            return;
        }
        boolean wasSuperseded = socket.isSuperseded();
        socket.speak(dialect);
        if (before != null && before.shown().equals(register.token())
                && before.token().role().allows(register.role() == null ? Role.PEER : register.role())) {
            if (!services.gate().registerAgain(register, before) && wasSuperseded) socket.supersede();
            endIfRevoked();
            tellFeatures();
            return;
        }
        if (!services.quotas().mayRegister(address)) {
            services.events().refused(ErrorCode.RATE_LIMITED);
            String sentence = "Too many registrations come from one address: try again in a second.";
            socket.endWith(new Refused(ErrorCode.RATE_LIMITED, sentence, sentence, null, RETRY_MS));
            return;
        }
        services.gate().register(register, socket).ifPresent(now -> {
            bound = Optional.of(now.sender());
            registration = now;
            // A socket that was cut off meanwhile has not seen this registration, and must not leave it behind.
            if (gone) services.gate().depart(now.sender(), DepartureReason.CLOSED);
            endIfRevoked();
            tellFeatures();
        });
    }

    private void dispatch(Sender sender, FromPeer message) {
        if (!isWithinQuota(sender, message)) {
            refuse(asked(message),
                    "Too much is sent here, or in this room, at once: send it again in a second.");
            return;
        }
        switch (message) {
            case FromPeer.Register register -> register(register);
            case FromPeer.UpdateMetadata update when isOld() -> services.oldPeers().update(sender, update);
            case FromPeer.UpdateMetadata update -> {
                if (services.presence().update(sender.room(), sender.peer(), socket, update.metadata()))
                    socket.send(new FromServer.MetadataUpdated(sender.peer(), update.metadata()));
            }
            case FromPeer.MeshConnect offer when isOld() -> services.oldPeers().meshOffer(sender, offer);
            case FromPeer.MeshAnswer answer when isOld() -> services.oldPeers().meshAnswer(sender, answer);
            case FromPeer.Candidate candidate when isOld() -> services.oldPeers().meshCandidate(sender, candidate);
            case FromPeer.MeshConnect offer -> services.links().offer(sender, offer);
            case FromPeer.MeshAnswer answer -> services.links().answer(sender, answer);
            case FromPeer.Candidate candidate -> services.links().candidate(sender, candidate);
            case FromPeer.DialMe request -> services.links().dialMe(sender, request);
            case FromPeer.QueryWorkers question -> services.queries().ask(sender, question, RelayEvents.Path.RELAY);
            case FromPeer.DiscoverPeers question -> listPeers(sender, question);
            case FromPeer.WorkerList answer -> services.queries().answer(sender, answer);
            case FromPeer.ReserveWorker wish -> services.reservations().reserve(sender, wish);
            case FromPeer.ReleaseWorker wish -> services.reservations().release(sender, wish);
            case FromPeer.Reservation answer -> services.reservations().answer(sender, answer);
            case FromPeer.OpenChannel offer -> services.channels().open(sender, offer);
            case FromPeer.ChannelAnswer answer -> services.channels().answer(sender, answer);
            case FromPeer.ForgetWorker wish -> services.forgetting().forget(sender, wish, mayForget());
            case FromPeer.WorkerForgotten answer -> services.forgetting().answer(sender, answer);
            case FromPeer.WatchWorkers wanted -> watch(sender, wanted);
            case FromPeer.UnwatchWorkers unwanted -> services.watches().unwatch(sender, unwanted);
            case FromPeer.WatchUpdated told -> told(sender, told);
            case FromPeer.AdminElected elected -> services.presence().reportAdmin(sender.room(), sender.peer(), socket,
                    elected.adminPeerId(), elected.term(), services.time().instant());
            case FromPeer.PeerOffer offer -> services.oldPeers().offer(sender, offer);
            case FromPeer.PeerAnswer answer -> services.oldPeers().answer(sender, answer);
            case FromPeer.PeerCandidate candidate -> services.oldPeers().candidate(sender, candidate);
            case FromPeer.PeerMessage passed -> services.oldPeers().message(sender, passed);
            case FromPeer.PeerError error -> services.oldPeers().error(sender, error);
            case FromPeer.RegisterAccount _ -> throw new IllegalStateException("refused before");
            case FromPeer.Leave _ -> leave();
        }
    }

    private boolean isOld() {
        return socket.dialect().isOld();
    }

    private void listPeers(Sender sender, FromPeer.DiscoverPeers question) {
        Instant came = services.time().instant();
        services.oldPeers().discover(sender, question);
        services.events().listed(Duration.between(came, services.time().instant()));
    }

    /** Whoever was given a token only to use the room's workers must not take them off its roster. */
    private boolean mayForget() {
        Gate.Bound shown = registration;
        return shown != null && shown.token().role() != TokenRole.CLIENT;
    }

    private void watch(Sender sender, FromPeer.WatchWorkers wanted) {
        services.watches().watch(sender, wanted);
        // A socket that was cut off meanwhile has not seen this, and must not leave it behind.
        if (gone) services.watches().left(sender);
    }

    /** One that is left out is missed by whoever it was for, who asks another worker. */
    private void told(Sender sender, FromPeer.WatchUpdated told) {
        if (updates.tryConsume(1)) services.watches().told(sender, told);
        else
            services.events().refused(ErrorCode.RATE_LIMITED);
    }

    private static @Nullable RequestId asked(FromPeer message) {
        return switch (message) {
            case FromPeer.QueryWorkers question -> question.requestId();
            case FromPeer.WatchWorkers wanted -> wanted.requestId();
            case FromPeer.ReserveWorker wish -> wish.requestId();
            case FromPeer.ReleaseWorker wish -> wish.requestId();
            case FromPeer.OpenChannel offer -> offer.requestId();
            case FromPeer.ForgetWorker wish -> wish.requestId();
            default -> null;
        };
    }

    private boolean isWithinQuota(Sender sender, FromPeer message) {
        return switch (message) {
            case FromPeer.MeshConnect _,FromPeer.MeshAnswer _,FromPeer.Candidate _,FromPeer.DialMe _,FromPeer.QueryWorkers _,FromPeer.DiscoverPeers _,FromPeer.PeerAnswer _,FromPeer.PeerCandidate _,FromPeer.PeerMessage _,FromPeer.PeerError _ ->
                services.quotas().mayRelay(sender.room());
            // All servers of the room are told of these.
            case FromPeer.UpdateMetadata _,FromPeer.AdminElected _ ->
                changes.tryConsume(1) && services.quotas().mayChange(sender.room());
            // A worker may have to tell the whole room for it, or change its entry.
            case FromPeer.WatchWorkers _,FromPeer.UnwatchWorkers _,FromPeer.ReserveWorker _,FromPeer.ReleaseWorker _,FromPeer.OpenChannel _,FromPeer.ForgetWorker _,FromPeer.PeerOffer _ ->
                changes.tryConsume(1) && services.quotas().mayRelay(sender.room());
            // Answers are as many as the questions; registrations and updates have limits of their own.
            case FromPeer.WorkerList _,FromPeer.Reservation _,FromPeer.ChannelAnswer _,FromPeer.WorkerForgotten _,FromPeer.WatchUpdated _,FromPeer.Register _,FromPeer.RegisterAccount _,FromPeer.Leave _ ->
                true;
        };
    }

    /** Others at this address, or in this room, have used up what all may do; the socket goes on. */
    private void refuse(@Nullable RequestId question, String sentence) {
        services.events().refused(ErrorCode.RATE_LIMITED);
        socket.send(new Refused(ErrorCode.RATE_LIMITED, sentence, sentence, question, RETRY_MS));
    }

    private void bad(ErrorCode code, String sentence) {
        services.events().refused(code);
        if (badFrames.tryConsume(1)) socket.send(Refused.of(code, sentence));
        else
            socket.endWith(Refused.of(code, sentence + " There were too many bad messages: the connection ends."));
    }
}
