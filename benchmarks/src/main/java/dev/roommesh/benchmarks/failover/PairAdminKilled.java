package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.room.Asker;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.model.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A room of two loses its admin: the other has no majority, and the server's word makes it caretaker. */
record PairAdminKilled() implements Scenario {
    @Override
    public String name() {
        return "pair-admin-killed";
    }

    @Override
    public String what() {
        return "the admin of two is killed; the other answers as caretaker";
    }

    @Override
    public Map<String, Promise> promises() {
        return Map.of("caretaker-answers", Promise.max(Duration.ofSeconds(1)));
    }

    @Override
    public int workers() {
        return 2;
    }

    @Override
    public void repeat(BenchRoom room, Findings findings) {
        String admin = room.admin();
        List<String> rest = room.others(admin);
        try (Asker _ = room.ask()) {
            AdminKilled.awaitAnswer(room, admin);
            long at = room.kill(admin);
            var answered = room.observer()
                    .expect(picture -> picture.actingAdmin(rest).filter(picture::isAnsweredBy).isPresent()
                            && picture.answer() != null && picture.answer().mode() == Mode.CARETAKER);
            findings.time("caretaker-answers", at, answered.await(UNSEEN_AFTER));
        }
    }
}
