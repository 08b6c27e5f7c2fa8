package dev.roommesh.client;

/** Hears what a watch tells. Each watch calls its own, on one thread of its own, one event after another. */
@FunctionalInterface
public interface WatchListener {
    /**
     * May take its time: it holds up no other watch, and is told the difference when it is ready again. What it throws
     * ends this watch, and goes to the thread's handler of uncaught exceptions.
     */
    void told(WatchEvent event);
}
