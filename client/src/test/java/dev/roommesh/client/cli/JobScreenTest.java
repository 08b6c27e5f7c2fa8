package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.JobId;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobScreenTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter status = new StringWriter();

    private JobScreen screen(boolean redraws) {
        return new JobScreen(new PrintWriter(output), new PrintWriter(status), redraws);
    }

    @Test
    void whereNobodyLooksThereAreLinesAndNoBars() {
        JobScreen screen = screen(false);
        screen.accepted(new JobId("job-1"),
                WorkerEntry.of(new PeerId("w"), Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(8)), 1));
        screen.sent(10, 2048);
        screen.sent(2048, 2048);
        screen.started();
        screen.progressed(50, "half");
        screen.wrote("some".getBytes(StandardCharsets.UTF_8));
        screen.interrupted("it \u001b[2Jbroke");
        assertThat(status.toString()).contains("Job job-1 is on w (8 MiB); to end it: ./roommesh cancel job-1")
                .contains("Sent 2.0 KiB").contains("Runs.").contains("it ?[2Jbroke").doesNotContain("[#")
                .doesNotContain("\u001b");
        assertThat(output.toString()).as("a line is ended before another one begins").isEqualTo("some\n");
    }

    @Test
    void aPersonSeesABarThatGoesWhereTheCommandWrites() {
        JobScreen screen = screen(true);
        screen.sent(512, 1024);
        assertThat(status.toString()).contains("[###############...............]  50 %")
                .contains("512 bytes of 1.0 KiB");
        screen.wrote("x\n".getBytes(StandardCharsets.UTF_8));
        assertThat(status.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void aCharacterThatComesInTwoPartsIsOne() {
        byte[] bytes = "\u00fc\u4e2d\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            output.getBuffer().setLength(0);
            JobScreen screen = screen(false);
            screen.wrote(Arrays.copyOfRange(bytes, 0, cut));
            screen.wrote(Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(output.toString()).isEqualTo("\u00fc\u4e2d\n");
        }
    }

    @Test
    void whatIsNoTextIsShownAsSuch() {
        screen(false).wrote(new byte[]{(byte) 0xff, 'a', '\n'});
        assertThat(output.toString()).isEqualTo("\ufffda\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "1024, 1.0 KiB", "1073741824, 1.0 GiB", "1099511627776, 1.0 TiB"})
    void sizesAreShownInUnits(long bytes, String text) {
        assertThat(JobScreen.size(bytes)).isEqualTo(text);
    }
}
