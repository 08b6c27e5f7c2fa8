package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.room.Asker;
import dev.roommesh.benchmarks.room.BenchRoom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Admin and server die at once: no hint comes, and no client can ask until the server is back. */
record AdminAndServerKilled() implements Scenario {
    @Override
    public String name() {
        return "admin-and-server-killed";
    }

    @Override
    public String what() {
        return "the admin of ten and the server are killed at once; the server is started anew after the new admin acts";
    }

    @Override
    public Map<String, Promise> promises() {
        Map<String, Promise> promises = new LinkedHashMap<>();
        promises.put("new-admin", Promise.max(Duration.ofSeconds(2)));
        promises.put("answer-after-server-start", Promise.SHOWN_TIME);
        return promises;
    }

    @Override
    public void repeat(BenchRoom room, Findings findings) {
        String admin = room.admin();
        List<String> rest = room.others(admin);
        long at = room.kill(admin, BenchRoom.SERVER);
        var named = room.observer().expect(picture -> picture.actingAdmin(rest).isPresent());
        findings.time("new-admin", at, named.await(UNSEEN_AFTER));
        long started = room.repairServer();
        try (Asker _ = room.ask()) {
            var answered = room.observer()
                    .expect(picture -> picture.actingAdmin(rest).filter(picture::isAnsweredBy).isPresent());
            findings.time("answer-after-server-start", started, answered.await(UNSEEN_AFTER));
        }
    }
}
