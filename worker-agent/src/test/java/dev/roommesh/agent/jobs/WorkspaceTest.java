package dev.roommesh.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.JobFile;
import dev.roommesh.model.Limits;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    private Path folder = Path.of("");

    private Workspace workspace = new Workspace(folder);

    @BeforeEach
    void aWorkspace() throws IOException {
        workspace = Workspace.create(folder.resolve("jobs/one"));
    }

    @Test
    void itIsReadableByItsOwnerAloneAndThereOnlyOnce() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.root())))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> Workspace.create(folder.resolve("jobs/one")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void resultsAreItsFilesAndNothingThatALinkLeadsTo() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectories(workspace.output().resolve("models"));
        Files.writeString(workspace.output().resolve("models/best.bin"), "best");
        Files.writeString(workspace.output().resolve("a.txt"), "a");
        Files.createSymbolicLink(workspace.output().resolve("link"), secret);
        Files.createSymbolicLink(workspace.output().resolve("folder"), folder);
        assertThat(workspace.results(() -> {})).extracting(JobFile::name).containsExactly("a.txt", "models/best.bin");
    }

    @Test
    void tooManyResultsOrABadNameAreSaid() throws IOException {
        for (int i = 0; i < Limits.JOB_RESULTS_MAX; i++)
            Files.createFile(workspace.output().resolve("f" + i));
        assertThat(workspace.results(() -> {})).hasSize(Limits.JOB_RESULTS_MAX);
        Files.createFile(workspace.output().resolve("more"));
        assertThatThrownBy(() -> workspace.results(() -> {})).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pack them");
    }

    @Test
    void aNameThatCannotTravelIsSaid() throws IOException {
        Files.createFile(workspace.output().resolve("a\\b"));
        assertThatThrownBy(() -> workspace.results(() -> {})).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }

    @Test
    void allOfItGoesAndNothingElse() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept"), "kept");
        Path closed = Files.createDirectories(workspace.work().resolve("a/b"));
        Files.writeString(closed.resolve("c"), "c");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
        Files.createSymbolicLink(workspace.work().resolve("link"), folder);
        assertThat(workspace.bytes()).isPositive().isLessThan(1_000);
        workspace.delete();
        assertThat(workspace.root()).doesNotExist();
        assertThat(kept).hasContent("kept");
        workspace.delete();
    }
}
