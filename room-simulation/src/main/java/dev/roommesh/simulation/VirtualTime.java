package dev.roommesh.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** A clock that jumps from one event to the next; of events at the same time, the one planned first comes first. */
final class VirtualTime {
    static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private final PriorityQueue<Event> events = new PriorityQueue<>(VirtualTime::order);
    private Instant now = START;
    private long planned;

    private record Event(Instant at, long planned, Runnable happens) {}

    private static int order(Event one, Event other) {
        int byTime = one.at().compareTo(other.at());
        return byTime == 0 ? Long.compare(one.planned(), other.planned()) : byTime;
    }

    Instant now() {
        return now;
    }

    void in(Duration wait, Runnable happens) {
        at(now.plus(wait), happens);
    }

    void at(Instant time, Runnable happens) {
        events.add(new Event(time.isBefore(now) ? now : time, planned++, happens));
    }

    /** Lets everything happen that is due within this time. */
    void run(Duration time, Runnable afterEach) {
        Instant end = now.plus(time);
        while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
            Event next = events.remove();
            now = next.at();
            next.happens().run();
            afterEach.run();
        }
        now = end;
    }
}
