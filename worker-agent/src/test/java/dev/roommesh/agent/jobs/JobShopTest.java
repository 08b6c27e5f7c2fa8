package dev.roommesh.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobShopTest {
    private static final JobLimits LIMITS = new JobLimits(Duration.ofMinutes(1), 1, 1, 1);

    @TempDir
    private Path folder = Path.of("");

    private static JobShop open(Path root) {
        return JobShop.open(root, Map.of(), true, LIMITS);
    }

    @Test
    void aStopLeavesNothing() throws IOException {
        JobShop shop = open(folder.resolve("room/worker"));
        assertThat(shop.closedBecause()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("room"))))
                .isEqualTo("rwx------");
        shop.close();
        assertThat(folder).isEmptyDirectory();
    }

    /** Whoever can write a folder can put another in the place of what is in it. */
    @Test
    void aFolderThatOthersCanWriteIsNotUsed() throws IOException {
        for (String permissions : new String[]{"rwxrwxrwx", "rwxrwx---"}) {
            Path others = Files.createDirectory(folder.resolve(permissions));
            Files.setPosixFilePermissions(others, PosixFilePermissions.fromString(permissions));
            assertThat(open(others.resolve("room/worker")).closedBecause()).hasValueSatisfying(
                    why -> assertThat(why).contains("can be written by others").contains("jobs.directory"));
            assertThat(open(others).closedBecause()).isPresent();
        }
    }

    @Test
    void whereNothingCanBeMadeNoJobIsRun() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(open(file.resolve("worker")).closedBecause()).isPresent();
    }

    @Test
    void withoutAnyCommandNoJobIsRun() {
        assertThat(JobShop.open(folder.resolve("w"), Map.of(), false, LIMITS).closedBecause())
                .hasValueSatisfying(why -> assertThat(why).contains("list commands"));
    }
}
