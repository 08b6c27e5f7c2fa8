package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One kind of fault, and what a room promises to do about it. */
interface Scenario {
    /** What is waited for and does not come within this counts as unseen. */
    Duration UNSEEN_AFTER = Duration.ofSeconds(30);
    /** Workers of a full room. */
    int FULL = 10;

    String name();

    /** One line for a person. */
    String what();

    /** What is measured, in the order in which it is shown. */
    Map<String, Promise> promises();

    default int workers() {
        return FULL;
    }

    /** Whether it needs a network that can be cut, in which nobody else is. */
    default boolean needsOwnNetwork() {
        return false;
    }

    default Network network(List<String> workers) {
        return new Network.Shared();
    }

    /** Makes what a repetition needs, before the room is waited for; not measured. */
    default void prepare(BenchRoom room) {}

    /** Breaks something in a whole room and waits for what follows; leaves the repair to the caller. */
    void repeat(BenchRoom room, Findings findings);
}
