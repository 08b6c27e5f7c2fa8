package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The decoder accepts all that automerge makes of a room's document. {@code ./roommesh fuzz} runs it in full:
 * {@code -Dcorpus.changes=N} and {@code -Dcorpus.javascript=FILE}.
 */
class ChangeCorpusTest {
    private static final String COMMITTED = "javascript-changes.txt";
    private static final int STEPS_OF_EPOCH = 120;
    private static final int EPOCHS_OF_ROOM = 4;

    @Test
    void changesThatJavaMadeAreAccepted() throws IOException {
        long wanted = Long.getLong("corpus.changes", 3_000);
        long made = 0;
        long bases = 0;
        for (long seed = 0; made < wanted; seed++) {
            try (var room = new RandomRoom(new Random(seed))) {
                for (int epoch = 0; epoch < EPOCHS_OF_ROOM; epoch++) {
                    for (int i = 0; i < STEPS_OF_EPOCH; i++) {
                        room.step();
                    }
                    room.syncAll();
                    for (AutomergeRoomDocument replica : room.replicas()) {
                        assertThat(replica.content()).isEqualTo(room.replicas().getFirst().content());
                        assertThat(replica.vector()).isEqualTo(room.replicas().getFirst().vector());
                    }
                    room.roll();
                }
                made += room.made().size();
                bases += room.bases().size();
            }
        }
        note("Java: " + made + " changes and " + bases + " bases accepted, none refused");
    }

    @Test
    void changesThatJavaScriptMadeAreAcceptedAndComeToTheSame() throws IOException {
        var corpus = new ChangeCorpus();
        try (BufferedReader rooms = javaScript()) {
            corpus.read(rooms);
        }
        assertThat(corpus.changes()).isGreaterThan(400);
        note("JavaScript: " + corpus.changes() + " changes accepted, none refused; equal heads and values");
    }

    private static BufferedReader javaScript() throws IOException {
        String file = System.getProperty("corpus.javascript", "");
        if (!file.isEmpty()) return Files.newBufferedReader(Path.of(file));
        return new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ChangeCorpusTest.class.getResourceAsStream(COMMITTED)),
                StandardCharsets.UTF_8));
    }

    private static void note(String line) throws IOException {
        FuzzFiles.append("corpus.txt", line);
    }
}
