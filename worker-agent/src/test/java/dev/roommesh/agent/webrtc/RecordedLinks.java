package dev.roommesh.agent.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Notes down what is told of links, and waits for it with a limit. */
final class RecordedLinks implements LinkListener {
    /** Many times what a busy machine of two cores needs. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    sealed interface Event {
        record Signal(PeerId peer, LinkSignal signal) implements Event {}

        record Opened(PeerId peer, LinkAttempt attempt) implements Event {}

        record Suspected(PeerId peer, LinkAttempt attempt) implements Event {}

        record WornOut(PeerId peer, LinkAttempt attempt) implements Event {}

        record Received(PeerId peer, LinkAttempt attempt, Bytes frame) implements Event {}

        record Closed(PeerId peer, LinkAttempt attempt, String why) implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile CountDownLatch hold = new CountDownLatch(0);

    @Override
    public void localSignal(PeerId peer, LinkSignal signal) {
        events.add(new Event.Signal(peer, signal));
    }

    @Override
    public void opened(PeerId peer, LinkAttempt attempt) {
        events.add(new Event.Opened(peer, attempt));
    }

    @Override
    public void suspected(PeerId peer, LinkAttempt attempt) {
        events.add(new Event.Suspected(peer, attempt));
    }

    @Override
    public void wornOut(PeerId peer, LinkAttempt attempt) {
        events.add(new Event.WornOut(peer, attempt));
    }

    @Override
    public void received(PeerId peer, LinkAttempt attempt, byte[] frame) {
        events.add(new Event.Received(peer, attempt, Bytes.copyOf(frame)));
    }

    @Override
    public void closed(PeerId peer, LinkAttempt attempt, String why) {
        events.add(new Event.Closed(peer, attempt, why));
        try {
            assertThat(hold.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("released").isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on the thread that tells of a closed attempt stays there, and no step of a link is done. */
    void holdAtClosed() {
        hold = new CountDownLatch(1);
    }

    void release() {
        hold.countDown();
    }

    /** The next event that fits; those before it are passed over. */
    <E extends Event> E await(Class<E> kind, Predicate<E> fits) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(event).as("an event of kind %s within %s", kind.getSimpleName(), LIMIT).isNotNull();
            if (kind.isInstance(event) && fits.test(kind.cast(event))) return kind.cast(event);
        }
    }

    <E extends Event> E await(Class<E> kind) throws InterruptedException {
        return await(kind, _ -> true);
    }

    <S extends LinkSignal> S awaitSignal(Class<S> kind) throws InterruptedException {
        return kind.cast(await(Event.Signal.class, event -> kind.isInstance(event.signal())).signal());
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}
