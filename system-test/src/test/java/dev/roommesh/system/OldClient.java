package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A client of November 2025: a Python program with the library that those used, as a process of its own. */
final class OldClient implements AutoCloseable {
    private static final Path PROGRAM = Path.of("src", "test", "resources", "old-peers", "client.py").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final DiscoveryJson JSON = new DiscoveryJson();

    private final Path output;
    private final Process process;

    private OldClient(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    static OldClient start(Cluster cluster, String name, String... options) throws IOException {
        String python = System.getenv().getOrDefault("ROOMMESH_PYTHON", "/usr/bin/python3");
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", python, PROGRAM.toString(),
                cluster.facts().http().toString(), cluster.facts().room().value()));
        command.addAll(List.of(options));
        Path output = Logs.of(cluster).resolve(name + ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ROOMMESH_TOKEN", cluster.facts().token());
        return new OldClient(output, builder.start());
    }

    /** Waits until it has told of this, and says what it told. */
    Map<?, ?> await(String event) {
        return await(event, Map.of());
    }

    /** The same where it told these fields of it. */
    Map<?, ?> await(String event, Map<String, Object> fields) {
        return Awaitility.await(event).atMost(LIMIT).pollInterval(Duration.ofMillis(50))
                .failFast("the client has not ended", () -> {
                    if (!process.isAlive() && find(event, fields).isEmpty()) throw new AssertionError(output());
                })
                .until(() -> find(event, fields), found -> !found.isEmpty()).getFirst();
    }

    /** What it has told of this so far. */
    List<Map<?, ?>> told(String event) {
        return find(event, Map.of());
    }

    private List<Map<?, ?>> find(String event, Map<String, Object> fields) {
        List<Map<?, ?>> found = new ArrayList<>();
        for (String line : output().lines().filter(line -> line.startsWith("{")).toList()) {
            Map<?, ?> told = read(line);
            if (event.equals(told.get("event")) && told.entrySet().containsAll(fields.entrySet())) found.add(told);
        }
        return found;
    }

    /** An object of JSON, with its fields in their order. */
    static Map<?, ?> read(String line) {
        if (JSON.decode(line, Map.class) instanceof Decoded.Accepted<?>(Map<?, ?> content)) return content;
        throw new AssertionError("no object of JSON: " + line);
    }

    /** The object in a field of another one. */
    static Map<?, ?> field(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Map<?, ?> inner) return inner;
        throw new AssertionError("no object " + name + " in " + object);
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As by Ctrl-C: it closes what it has, says goodbye and ends. */
    void interrupt() throws InterruptedException {
        Signals.send(process.pid(), "INT");
        awaitEnd();
        assertThat(process.exitValue()).as(output()).isZero();
    }

    void awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
