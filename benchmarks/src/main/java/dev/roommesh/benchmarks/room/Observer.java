package dev.roommesh.benchmarks.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One who looks at all from outside: everything that is seen gets its time here, on one clock. Safe for use by many
 * threads.
 */
public final class Observer {
    /** Events that are kept for a trace; the earliest of more are dropped. */
    static final int EVENTS_MAX = 20_000;

    private final List<Event> events = new ArrayList<>();
    private final List<Expectation> expectations = new ArrayList<>();
    private Picture picture = Picture.NOTHING;

    /** Something that is waited for. */
    public final class Expectation {
        private final Predicate<Picture> wish;
        private final CompletableFuture<Long> seen = new CompletableFuture<>();

        private Expectation(Predicate<Picture> wish) {
            this.wish = wish;
        }

        /**
         * Waits for it.
         *
         * @return when it was seen for the first time, by {@link System#nanoTime}; empty when it was not
         */
        public OptionalLong await(Duration limit) {
            try {
                return OptionalLong.of(seen.get(limit.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException unseen) {
                synchronized (Observer.this) {
                    expectations.remove(this);
                }
                return OptionalLong.empty();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("a wish broke", impossible);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a room", interrupted);
            }
        }
    }

    public synchronized Picture picture() {
        return picture;
    }

    /** Looks out for something from now on; what is so already counts. */
    public synchronized Expectation expect(Predicate<Picture> wish) {
        var expectation = new Expectation(wish);
        expectations.add(expectation);
        check(System.nanoTime());
        return expectation;
    }

    /** Notes what a worker says; null when it does not answer. */
    void saw(String worker, @Nullable Sight sight) {
        long now = System.nanoTime();
        synchronized (this) {
            Map<String, Sight> sights = new HashMap<>(picture.sights());
            Sight before = sight == null ? sights.remove(worker) : sights.put(worker, sight);
            if (sight == null ? before == null : sight.equals(before)) return;
            if (sight == null) {
                note(new Event(now, worker, "silent", null));
            } else if (before == null || !before.words().equals(sight.words())) {
                note(new Event(now, worker, sight.words(), sight));
            }
            picture = new Picture(sights, picture.answer());
            check(now);
        }
    }

    /** Notes what a client was answered. */
    void answered(Picture.Answer answer) {
        long now = System.nanoTime();
        synchronized (this) {
            if (answer.equals(picture.answer())) return;
            note(new Event(now, "client", "answered by " + answer.source().word() + " admin=" + answer.admin() + " "
                    + answer.mode().word() + (answer.stale() ? " stale" : ""), null));
            picture = new Picture(picture.sights(), answer);
            check(now);
        }
    }

    /** Forgets the latest answer, so that only later ones count. */
    public synchronized void forgetAnswer() {
        picture = new Picture(picture.sights(), null);
    }

    /** Notes what the benchmark itself does now. */
    public void did(String what) {
        did(what, System.nanoTime());
    }

    /** Notes what the benchmark itself did, at the time from which others are counted. */
    public synchronized void did(String what, long nanos) {
        note(new Event(nanos, "bench", what, null));
    }

    /** What was seen since then, in its order. */
    public synchronized List<Event> since(long nanos) {
        return events.stream().filter(event -> event.nanos() - nanos >= 0)
                .sorted(Comparator.comparingLong(event -> event.nanos() - nanos)).toList();
    }

    private void note(Event event) {
        if (events.size() == EVENTS_MAX) events.subList(0, EVENTS_MAX / 2).clear();
        events.add(event);
    }

    private void check(long now) {
        expectations.removeIf(expectation -> expectation.wish.test(picture) && expectation.seen.complete(now));
    }
}
