package dev.roommesh.agent.jobs.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The job {@code demo}, a program of its own: reads its input files, writes each again as a result, with a report of their
 * checksums, and says how far it is. It is one class, which is copied to where it runs.
 */
public final class Demo {
    private static final int STEPS = 20;
    private static final int BUFFER_BYTES = 1024 * 1024;

    private Demo() {}

    /** @param arguments how many seconds it takes at least, and the exit code with which it ends */
    public static void main(String[] arguments) throws IOException, InterruptedException, NoSuchAlgorithmException {
        Path output = Path.of(System.getenv("ROOMMESH_OUTPUT_DIR"));
        List<Path> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(System.getenv("ROOMMESH_INPUT_DIR")))) {
            files.sorted().forEach(inputs::add);
        }
        System.out.println("demo: " + inputs.size() + " input files");
        long total = 0;
        for (Path input : inputs)
            total += Files.size(input);
        var report = new StringBuilder("demo\n");
        long done = 0;
        for (Path input : inputs) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream from = Files.newInputStream(input);
                    OutputStream to = Files.newOutputStream(output.resolve(input.getFileName().toString()))) {
                var buffer = new byte[BUFFER_BYTES];
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    digest.update(buffer, 0, read);
                    to.write(buffer, 0, read);
                    long before = done * STEPS / Math.max(1, total);
                    done += read;
                    if (done * STEPS / total > before) progress(50.0 * done / total, input.getFileName().toString());
                }
            }
            String line = HexFormat.of().formatHex(digest.digest()) + "  " + input.getFileName();
            report.append(line).append('\n');
            System.out.println(line);
        }
        idle(Duration.ofSeconds(Long.parseLong(arguments[0])));
        Files.writeString(output.resolve("report.txt"), report);
        progress(100, "done");
        System.exit(Integer.parseInt(arguments[1]));
    }

    private static void idle(Duration time) throws InterruptedException {
        for (int step = 1; step <= STEPS; step++) {
            Thread.sleep(time.dividedBy(STEPS));
            progress(50 + 50.0 * step / STEPS, "step " + step + " of " + STEPS);
            if (!time.isZero()) System.out.println("step " + step + " of " + STEPS);
        }
    }

    private static void progress(double percent, String text) {
        System.out.println("::progress " + Math.round(percent) + " " + text);
    }
}
