package dev.roommesh.agent.loop;

import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The published view, for whoever follows it. */
public interface WatchedView extends Supplier<Optional<RoomView>> {
    /**
     * Waits until there is another view than this one, or the limit has passed.
     *
     * @param known null for none
     * @return the latest; empty where there is none yet
     */
    Optional<RoomView> next(@Nullable RoomView known, Duration limit) throws InterruptedException;
}
