package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Samples.Figure;
import dev.roommesh.benchmarks.room.Asker;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The admin's process is killed; the server sees its socket end and gives the hint. */
record AdminKilled() implements Scenario {
    @Override
    public String name() {
        return "admin-killed";
    }

    @Override
    public String what() {
        return "the admin of ten is killed (SIGKILL); the server is there";
    }

    @Override
    public Map<String, Promise> promises() {
        Map<String, Promise> promises = new LinkedHashMap<>();
        promises.put("new-admin", Promise.max(Duration.ofSeconds(1)).and(Figure.P50, Duration.ofMillis(500)));
        promises.put("hidden-everywhere", Promise.max(Duration.ofSeconds(1)).and(Figure.P50, Duration.ofMillis(300)));
        promises.put("named-by-all", Promise.SHOWN_TIME);
        promises.put("longest-without-answer", Promise.SHOWN_TIME);
        return promises;
    }

    @Override
    public void repeat(BenchRoom room, Findings findings) {
        String admin = room.admin();
        List<String> rest = room.others(admin);
        try (Asker asker = room.ask()) {
            awaitAnswer(room, admin);
            long at = room.kill(admin);
            var hidden = room.observer().expect(picture -> picture.isHiddenFrom(rest, admin));
            var named = room.observer().expect(picture -> picture.actingAdmin(rest).isPresent());
            var answered = room.observer()
                    .expect(picture -> picture.actingAdmin(rest).filter(picture::isAnsweredBy).isPresent());
            findings.time("new-admin", at, answered.await(UNSEEN_AFTER));
            findings.time("hidden-everywhere", at, hidden.await(UNSEEN_AFTER));
            findings.time("named-by-all", at, named.await(UNSEEN_AFTER));
            findings.time("longest-without-answer", asker.longestGap());
        }
    }

    /** Without it, a client that cannot ask at all would be taken for a slow room. */
    static void awaitAnswer(BenchRoom room, String admin) {
        if (room.observer().expect(picture -> picture.isAnsweredBy(admin)).await(UNSEEN_AFTER).isEmpty())
            throw new BenchFailure("The admin of a whole room answers no client.");
    }
}
