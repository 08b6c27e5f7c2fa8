package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Samples.Figure;
import dev.roommesh.benchmarks.room.Asker;
import dev.roommesh.benchmarks.room.BenchRoom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The admin stands still and later goes on; nobody is told. */
record AdminFrozen() implements Scenario {
    /** Long enough that all take it for dead and close their links. */
    private static final Duration FROZEN_FOR = Duration.ofSeconds(6);
    /** How long the room is watched once it is whole again. */
    private static final Duration WATCHED_FOR = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "admin-frozen";
    }

    @Override
    public String what() {
        return "the admin of ten stands still (SIGSTOP) for " + FROZEN_FOR.toSeconds() + " s, then goes on";
    }

    @Override
    public Map<String, Promise> promises() {
        Map<String, Promise> promises = new LinkedHashMap<>();
        promises.put("new-admin", Promise.max(Duration.ofSeconds(2)).and(Figure.P99, Duration.ofMillis(1_500)));
        promises.put("named-by-all", Promise.SHOWN_TIME);
        promises.put("longest-without-answer", Promise.SHOWN_TIME);
        // The office may be given back to the best worker, once.
        promises.put("changes-of-office-after-waking", Promise.countAtMost(1));
        promises.put("removed-from-roster", Promise.countAtMost(0));
        promises.put("one-room-after-waking", Promise.SHOWN_TIME);
        return promises;
    }

    @Override
    public void repeat(BenchRoom room, Findings findings) {
        String admin = room.admin();
        List<String> rest = room.others(admin);
        try (Asker asker = room.ask()) {
            AdminKilled.awaitAnswer(room, admin);
            long at = room.freeze(admin);
            var named = room.observer().expect(picture -> picture.actingAdmin(rest).isPresent());
            var answered = room.observer()
                    .expect(picture -> picture.actingAdmin(rest).filter(picture::isAnsweredBy).isPresent());
            findings.time("new-admin", at, answered.await(UNSEEN_AFTER));
            findings.time("named-by-all", at, named.await(UNSEEN_AFTER));
            findings.time("longest-without-answer", asker.longestGap());
            BenchRoom.pause(FROZEN_FOR.minusNanos(System.nanoTime() - at));
            String acting = room.observer().picture().actingAdmin(rest).orElse("");
            long woken = room.wake(admin);
            var one = room.observer().expect(picture -> picture.isOneRoom(room.workers()));
            findings.time("one-room-after-waking", woken, one.await(UNSEEN_AFTER));
            BenchRoom.pause(WATCHED_FOR);
            findings.count("changes-of-office-after-waking",
                    Offices.changes(room.observer().since(woken), rest, acting));
            findings.count("removed-from-roster", Offices.removed(room.observer().since(at), room.workers().size()));
        }
    }
}
