package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.room.BenchRoom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A worker that is not the admin stands still. */
record WorkerFrozen() implements Scenario {
    private static final Duration STAYS_HIDDEN = Duration.ofSeconds(1);
    private static final Duration WATCHED_FOR = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "worker-frozen";
    }

    @Override
    public String what() {
        return "a worker of ten, not the admin, stands still (SIGSTOP) until all hide it, then goes on";
    }

    @Override
    public Map<String, Promise> promises() {
        Map<String, Promise> promises = new LinkedHashMap<>();
        promises.put("hidden-everywhere", Promise.max(Duration.ofSeconds(5)));
        promises.put("changes-of-office", Promise.countAtMost(0));
        promises.put("removed-from-roster", Promise.countAtMost(0));
        promises.put("one-room-after-waking", Promise.SHOWN_TIME);
        return promises;
    }

    @Override
    public void repeat(BenchRoom room, Findings findings) {
        String admin = room.admin();
        String frozen = room.others(admin).getFirst();
        List<String> rest = room.others(frozen);
        long at = room.freeze(frozen);
        var hidden = room.observer().expect(picture -> picture.isHiddenFrom(rest, frozen));
        findings.time("hidden-everywhere", at, hidden.await(UNSEEN_AFTER));
        BenchRoom.pause(STAYS_HIDDEN);
        long woken = room.wake(frozen);
        var one = room.observer().expect(picture -> picture.isOneRoom(room.workers()));
        findings.time("one-room-after-waking", woken, one.await(UNSEEN_AFTER));
        BenchRoom.pause(WATCHED_FOR);
        findings.count("changes-of-office", Offices.changes(room.observer().since(at), rest, admin));
        findings.count("removed-from-roster", Offices.removed(room.observer().since(at), room.workers().size()));
    }
}
