package dev.roommesh.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The project's own images, made of what Maven has built, and those of others, made of Debian's packages. Nothing is ever pulled. */
final class Images {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    /** Another checkout on this machine must not put its images in the place of these. */
    private static final String TAG = ":test-" + Integer.toHexString(TOP.toString().hashCode());
    private static final Future<String> SERVER = own("signaling-server");
    private static final Future<String> WORKER = own("worker-agent");
    private static final Future<String> REDIS = standIn("redis");
    private static final Future<String> HAPROXY = standIn("haproxy");
    private static final Future<String> PROMETHEUS = standIn("prometheus");

    private Images() {}

    static String server() {
        return built(SERVER);
    }

    static String worker() {
        return built(WORKER);
    }

    static String redis() {
        return built(REDIS);
    }

    static String haproxy() {
        return built(HAPROXY);
    }

    static String prometheus() {
        return built(PROMETHEUS);
    }

    /** On which the project's own are built. */
    static String base() {
        return System.getenv().getOrDefault("BASE_IMAGE", "local/jre:25");
    }

    static Path top(String path) {
        return TOP.resolve(path);
    }

    private static String built(Future<String> image) {
        try {
            return image.get();
        } catch (InterruptedException | ExecutionException unbuilt) {
            throw new AssertionError(unbuilt);
        }
    }

    private static Future<String> own(String module) {
        return image("roommesh/" + module + TAG, top("deploy/" + module + "/Dockerfile"))
                .withFileFromPath(module + "/target/" + jar(module).getFileName(), jar(module))
                .withBuildArg("BASE_IMAGE", base());
    }

    private static Future<String> standIn(String target) {
        return image("roommesh/test-" + target + TAG, top("deploy/test-images/Dockerfile")).withTarget(target)
                .withBuildArg("DEBIAN_IMAGE",
                        System.getenv().getOrDefault("DEBIAN_IMAGE", "local/debian:bookworm"));
    }

    private static ImageFromDockerfile image(String name, Path dockerfile) {
        return new ImageFromDockerfile(name, /* deleteOnExit= */ false).withFileFromPath("Dockerfile", dockerfile)
                // Packages are fetched while an image is made.
                .withBuildImageCmdModifier(command -> command.withNetworkMode("host").withPull(false));
    }

    /** The program as Maven has built it. */
    static Path jar(String module) {
        try (Stream<Path> built = Files.list(top(module + "/target"))) {
            return built.filter(file -> file.getFileName().toString().endsWith("-exec.jar")).findFirst()
                    .orElseThrow(() -> new AssertionError(module + " is not built: mvn -DskipTests package"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
