package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.MountableFile;

/** The files for Prometheus, as its own tool sees them. */
class PromtoolIT {
    @Test
    void theFilesAreRightAndEachAlertFiresForWhatItIsForAlone() throws Exception {
        try (var tool = new GenericContainer<>(Images.prometheus()).withImagePullPolicy(_ -> false)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("sleep", "300"))
                .withCopyFileToContainer(MountableFile.forHostPath(AlertRules.FOLDER), "/etc/roommesh")) {
            tool.start();
            for (String arguments : new String[]{"check config /etc/roommesh/prometheus.yml",
                    "test rules /etc/roommesh/alerts.test.yml"}) {
                ExecResult result = tool.execInContainer(("promtool " + arguments).split(" "));
                assertThat(result.getExitCode()).as(result.getStdout() + result.getStderr()).isZero();
            }
        }
    }
}
