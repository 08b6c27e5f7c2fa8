package dev.roommesh.agent.direct;

import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.query.QueryAnswer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client that asks directly, under the id that the server vouched for. One thread serves it; others tell it things. */
final class DirectClient {
    /** Wishes that wait for the room's word. */
    static final int WISHES_MAX = 16;
    static final int QUESTIONS_AT_ONCE = 100;
    static final int CHANGES_AT_ONCE = 100;

    private final SignalCodec codec = new SignalCodec();
    private final PeerId peer;
    private final QuestionChannel channel;
    private final DirectClients all;
    /** By our id: the client's own. */
    private final Map<RequestId, RequestId> wishes = new HashMap<>();
    private final Pace changes = new Pace(Limits.QUESTION_CHANGES_PER_SECOND, CHANGES_AT_ONCE, System.nanoTime());
    /** Written by the serving thread alone. */
    private volatile @Nullable Watch watch;

    /** @param ours its id in this process */
    private record Watch(RequestId ours, RequestId theirs) {}

    DirectClient(PeerId peer, QuestionChannel channel, DirectClients all) {
        this.peer = peer;
        this.channel = channel;
        this.all = all;
    }

    /** Until the channel, which is open, ends. Whoever asks more than {@link Limits#QUESTIONS_PER_SECOND} is read no faster. */
    void serve() throws InterruptedException {
        var pace = new Pace(Limits.QUESTIONS_PER_SECOND, QUESTIONS_AT_ONCE, System.nanoTime());
        for (Optional<String> next = channel.next(); next.isPresent(); next = channel.next()) {
            long wait = pace.next(System.nanoTime());
            if (wait > 0) LockSupport.parkNanos(wait);
            hear(next.get());
        }
    }

    private void hear(String text) {
        switch (codec.decodeFromPeer(text)) {
            case Decoded.Accepted<SignalCodec.Claimed>(SignalCodec.Claimed claimed) -> asked(claimed.message());
            case Decoded.Rejected<SignalCodec.Claimed>(Decoded.Cause cause, _) when cause == Decoded.Cause.UNKNOWN_TYPE ->
                say(FromServer.Refused.of(ErrorCode.UNKNOWN_MESSAGE_TYPE,
                        "This worker does not know that message; ask the server."));
            case Decoded.Rejected<SignalCodec.Claimed>(_, String why) ->
                channel.closeBecause("the client sent what is no message: " + why);
        }
    }

    private void asked(FromPeer message) {
        switch (message) {
            case FromPeer.QueryWorkers question -> answer(question);
            case FromPeer.WatchWorkers(RequestId id) when isTooMuch(id) -> {
            }
            case FromPeer.ReserveWorker wish when isTooMuch(wish.requestId()) -> {
            }
            case FromPeer.ReleaseWorker wish when isTooMuch(wish.requestId()) -> {
            }
            case FromPeer.WatchWorkers(RequestId id) -> watch(id);
            case FromPeer.UnwatchWorkers(RequestId id) -> unwatch(id);
            case FromPeer.ReserveWorker wish -> wish(wish.requestId(),
                    id -> new Input.ReserveWished(id, peer, wish.reservationId(), wish.wanted(),
                            Duration.ofMillis(wish.ttlMs()), Optional.ofNullable(wish.workerPeerId())));
            case FromPeer.ReleaseWorker wish -> wish(wish.requestId(),
                    id -> new Input.ReleaseWished(id, wish.reservationId(), wish.workerPeerId()));
            default -> say(FromServer.Refused.of(ErrorCode.UNKNOWN_MESSAGE_TYPE,
                    "This worker does not answer that; ask the server."));
        }
    }

    /** Each makes work for the room, or for whoever tells of it. */
    private boolean isTooMuch(RequestId asked) {
        if (changes.takes(System.nanoTime())) return false;
        say(new FromServer.Refused(ErrorCode.RATE_LIMITED, "Too many changes",
                "Too many wishes and watches: " + Limits.QUESTION_CHANGES_PER_SECOND + " a second are taken.", asked,
                1_000L));
        return true;
    }

    private void answer(FromPeer.QueryWorkers question) {
        RoomView room = all.view().orElse(null);
        if (room == null) return;
        say(new FromServer.WorkerList(question.requestId(),
                QueryAnswer.of(room, question.query(), all.clock().instant())));
    }

    private void watch(RequestId theirs) {
        Watch before = watch;
        if (before != null) all.forget(before.ours());
        var begun = new Watch(all.begin(this), theirs);
        watch = begun;
        all.watch(begun.ours());
    }

    private void unwatch(RequestId theirs) {
        Watch known = watch;
        if (known == null || !known.theirs().equals(theirs)) return;
        all.forget(known.ours());
        watch = null;
    }

    /** It is made under an id of this process, by which the answer is known. */
    private void wish(RequestId theirs, Function<RequestId, Input> wish) {
        RequestId ours = all.begin(this);
        boolean hasPlace;
        synchronized (this) {
            hasPlace = wishes.size() < WISHES_MAX;
            if (hasPlace) wishes.put(ours, theirs);
        }
        if (!hasPlace) {
            all.forget(ours);
            say(new FromServer.Refused(ErrorCode.RATE_LIMITED, "Too many wishes",
                    "Too many wishes wait for an answer: ask again in a second.", theirs, 1_000L));
        } else if (!all.wish(wish.apply(ours))) {
            all.answered(new FromPeer.Reservation(ours, ReservationOutcome.NOT_NOW, null, 0));
        }
    }

    /** Must not block: it is called for all watches in turn. */
    void tell(RequestId ours, WatchUpdate update) {
        Watch known = watch;
        if (known != null && known.ours().equals(ours)) say(new FromServer.WatchUpdated(known.theirs(), update));
    }

    void answered(FromPeer.Reservation answer) {
        RequestId theirs;
        synchronized (this) {
            theirs = wishes.remove(answer.requestId());
        }
        if (theirs != null)
            say(new FromServer.Reservation(theirs, answer.outcome(), answer.worker(), answer.expiresInMs()));
    }

    private void say(FromServer message) {
        if (!channel.send(codec.encode(message)))
            channel.closeBecause("the client reads more slowly than it asks");
    }

    /** Until the channel can be used. @return whether it can */
    boolean awaitOpen() {
        return channel.awaitOpen();
    }

    void close(String why) {
        channel.closeBecause(why);
    }
}
