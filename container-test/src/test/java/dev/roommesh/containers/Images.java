package dev.roommesh.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The project's own images, made of what Maven has built, and those of others. Nothing is ever pulled. */
final class Images {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    static final Future<String> SERVER = image("signaling-server");
    static final Future<String> WORKER = image("worker-agent");

    private Images() {}

    /** With Redis and HAProxy of Debian in it. */
    static String tools() {
        return System.getenv().getOrDefault("TOOLS_IMAGE", "local/tools:1");
    }

    static Path top(String path) {
        return TOP.resolve(path);
    }

    private static Future<String> image(String module) {
        return new ImageFromDockerfile("roommesh/" + module + ":test", /* deleteOnExit= */ false)
                .withFileFromPath("Dockerfile", top("deploy/" + module + "/Dockerfile"))
                .withFileFromPath(module + "/target/" + jar(module).getFileName(), jar(module))
                .withBuildArg("BASE_IMAGE", System.getenv().getOrDefault("BASE_IMAGE", "local/jre:25"))
                // Packages are fetched while a worker's image is made.
                .withBuildImageCmdModifier(command -> command.withNetworkMode("host").withPull(false));
    }

    private static Path jar(String module) {
        try (Stream<Path> built = Files.list(top(module + "/target"))) {
            return built.filter(file -> file.getFileName().toString().endsWith("-exec.jar")).findFirst()
                    .orElseThrow(() -> new AssertionError(module + " is not built: mvn -DskipTests package"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
