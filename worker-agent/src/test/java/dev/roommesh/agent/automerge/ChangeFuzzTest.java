package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Nothing that the decoder accepts ends the process, which is why it runs in another one. {@code ./roommesh fuzz} runs
 * it in full: {@code -Dfuzz.changes=N} and {@code -Dfuzz.seed=S}.
 */
class ChangeFuzzTest {
    private static final long MILLION_HOURS_MAX = 6;

    @Test
    void mutatedChangesDoNotEndTheProcess() throws IOException, InterruptedException {
        long seed = Long.getLong("fuzz.seed", 1);
        long rooms = Math.ceilDiv(Long.getLong("fuzz.changes", 24_000), ChangeFuzz.CASES_PER_ROOM);
        Path report = FuzzFiles.folder().resolve("report.txt").toAbsolutePath();
        Path log = FuzzFiles.folder().resolve("process.txt").toAbsolutePath();
        Files.deleteIfExists(report);
        Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-XX:ErrorFile=" + log + ".crash", "-cp",
                System.getProperty("java.class.path"), ChangeFuzz.class.getName(), Long.toString(seed), "0",
                Long.toString(rooms), report.toString())).redirectErrorStream(true).redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(MILLION_HOURS_MAX, TimeUnit.HOURS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("134 is an abort; %s names the room that repeats it", log).isZero();
        String text = Files.readString(report);
        assertThat(number(text, "total (\\d+)")).isEqualTo(rooms * ChangeFuzz.CASES_PER_ROOM);
        long accepted = number(text, "taken by native code (\\d+)");
        assertThat(accepted).as("enough reach native code").isGreaterThan(rooms * ChangeFuzz.CASES_PER_ROOM / 10);
    }

    private static long number(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
