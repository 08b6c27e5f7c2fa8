package dev.roommesh.agent.operation;

import dev.roommesh.protocol.RoomView;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The room as this worker sees it: written by the loop, read by everybody else. */
public final class PublishedView implements Consumer<RoomView>, Supplier<Optional<RoomView>> {
    private final AtomicReference<@Nullable RoomView> view = new AtomicReference<>();

    @Override
    public void accept(RoomView published) {
        view.set(published);
    }

    /** Empty until the member has looked around for the first time. */
    @Override
    public Optional<RoomView> get() {
        return Optional.ofNullable(view.get());
    }
}
