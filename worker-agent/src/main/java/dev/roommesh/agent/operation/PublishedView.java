package dev.roommesh.agent.operation;

import dev.roommesh.agent.loop.WatchedView;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The room as this worker sees it: written by the loop, read by everybody else. */
public final class PublishedView implements Consumer<RoomView>, WatchedView {
    private final AtomicReference<@Nullable RoomView> view = new AtomicReference<>();
    private final Object changed = new Object();

    @Override
    public void accept(RoomView published) {
        view.set(published);
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    /** Empty until the member has looked around for the first time. */
    @Override
    public Optional<RoomView> get() {
        return Optional.ofNullable(view.get());
    }

    /**
     * Waits until there is another view than this one, or the limit has passed. Views between are passed over.
     *
     * @param known null for none
     * @return the latest; empty where there is none yet
     */
    @Override
    public Optional<RoomView> next(@Nullable RoomView known, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (changed) {
            while (Objects.equals(view.get(), known)) {
                long rest = deadline - System.nanoTime();
                if (rest <= 0) break;
                TimeUnit.NANOSECONDS.timedWait(changed, rest);
            }
        }
        return get();
    }
}
