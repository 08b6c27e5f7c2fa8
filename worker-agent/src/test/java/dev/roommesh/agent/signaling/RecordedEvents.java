package dev.roommesh.agent.signaling;

import dev.roommesh.model.FromServer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what the connection tells, in the order in which it does. */
final class RecordedEvents implements ServerEvents {
    private static final int WAIT_SECONDS = 20;

    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final CountDownLatch anyMessage = new CountDownLatch(1);
    private volatile long welcomeMillis;

    /** The connection is gone. */
    record Lost() {}

    /** The server wants this worker no more. */
    record Unwanted(String sentence) {}

    @Override
    public void registered(FromServer.Registered registered) {
        try {
            var _ = anyMessage.await(welcomeMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        told.add(registered);
    }

    @Override
    public void received(FromServer message) {
        told.add(message);
        anyMessage.countDown();
    }

    @Override
    public void lost() {
        told.add(new Lost());
    }

    @Override
    public void refused(String sentence) {
        told.add(new Unwanted(sentence));
    }

    /** Takes so long over a welcome that what follows overtakes it, if it can. */
    void beSlowOverTheWelcome() {
        welcomeMillis = 300;
    }

    /** The next event, which must be of this kind. */
    <T> T next(Class<T> kind) throws InterruptedException {
        Object event = told.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (!kind.isInstance(event)) throw new AssertionError("expected " + kind.getSimpleName() + ", not " + event);
        return kind.cast(event);
    }

    boolean isEmpty() {
        return told.isEmpty();
    }

    boolean has(Class<?> kind) {
        return told.stream().anyMatch(kind::isInstance);
    }
}
