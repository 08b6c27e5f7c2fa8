package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Redis that keeps nothing on a disk: what servers share. */
final class Engine {
    private static final String PROGRAM = "redis-server";

    private Engine() {}

    /** @throws BenchFailure where it is not installed */
    static Process start(int port, Path folder, Path log) {
        String program = program(System.getenv().getOrDefault("PATH", "")).toString();
        List<String> command = List.of(program, "--bind", Servers.HOST, "--port", Integer.toString(port),
                "--save", "", "--appendonly", "no", "--dir", folder.toString());
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                    .redirectInput(new File("/dev/null")).start();
        } catch (IOException refused) {
            throw new BenchFailure("Cannot start " + PROGRAM + ": " + refused.getMessage());
        }
    }

    /** @param path folders, as the environment has them */
    static Path program(String path) {
        return Stream.of(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new BenchFailure("Several servers need Redis, and " + PROGRAM
                        + " is not installed here: sudo apt-get install redis-server."));
    }
}
