package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the processes of a cluster have written. */
final class Logs {
    /** An error, an exception with its trace, or a rule of our own that was broken. */
    private static final Pattern TROUBLE = Pattern.compile(
            "\\bERROR\\b|Exception\\b|\\bbug\\b|broke a rule|^\\s+at \\S+\\(",
            Pattern.CASE_INSENSITIVE);

    private Logs() {}

    static Path of(Cluster cluster) {
        return cluster.shell().home().resolve(".roommesh").resolve("logs");
    }

    static void assertNoTrouble(Cluster cluster) {
        try (Stream<Path> logs = Files.list(of(cluster))) {
            assertThat(logs.flatMap(Logs::lines).filter(line -> TROUBLE.matcher(line).find())).isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Copies them to where they stay when the cluster has gone. */
    static void keep(Cluster cluster) {
        Path kept = Path.of("target", "cluster-logs", cluster.shell().home().getFileName().toString());
        try (Stream<Path> logs = Files.list(of(cluster))) {
            Files.createDirectories(kept);
            for (Path log : logs.toList())
                Files.copy(log, kept.resolve(log.getFileName()));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static Stream<String> lines(Path log) {
        try {
            return Files.readAllLines(log).stream().map(line -> log.getFileName() + ": " + line);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
