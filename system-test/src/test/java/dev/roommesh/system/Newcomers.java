package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Further workers of a cluster, started as a person starts one by hand; each process is ended by its own id. */
final class Newcomers implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("..", "roommesh").toAbsolutePath().normalize();
    private static final long END_SECONDS_MAX = 20;

    private final Cluster cluster;
    private final Map<String, Process> processes = new HashMap<>();

    Newcomers(Cluster cluster) {
        this.cluster = cluster;
    }

    Worker start(String name, long gpuMemoryMb) {
        return start(List.of(), cluster.facts().http(), name, gpuMemoryMb, Cluster.freePort());
    }

    /** One that takes no part in the room's registry. */
    Worker startApart(String name, long gpuMemoryMb) {
        return start(List.of("env", "ENABLE_ROOM_REGISTRY=false"), cluster.facts().http(), name, gpuMemoryMb,
                Cluster.freePort());
    }

    /** @param where the command that takes it to another host or environment, or nothing */
    Worker start(List<String> where, URI server, String name, long gpuMemoryMb, int httpPort) {
        List<String> command = new ArrayList<>(where);
        command.addAll(List.of(LAUNCHER.toString(), "worker", "--server", server.toString(), "--room",
                cluster.facts().room().value(), "--name", name, "--gpu-memory-mb", Long.toString(gpuMemoryMb),
                "--gpu-model", "Simulated", "--http-port", Integer.toString(httpPort)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Logs.of(cluster).resolve(name + ".log").toFile());
        builder.environment().putAll(Map.of("ROOMMESH_HOME", cluster.shell().home().toString(), "ROOMMESH_BUILT", "1",
                "ROOMMESH_TOKEN", cluster.facts().token()));
        try {
            Process process = builder.start();
            processes.put(name, process);
            return new Worker(name, process.pid(), httpPort);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Asks it to go and waits until it has gone. */
    void leave(Worker worker) {
        assertThat(ended(worker, false)).as("exit code of %s, which was asked to leave", worker.name()).isIn(0, 143);
    }

    void crash(Worker worker) {
        ended(worker, true);
    }

    private int ended(Worker worker, boolean byForce) {
        Process process = processes.remove(worker.name());
        if (process == null) throw new AssertionError(worker.name() + " was not started here");
        return end(process, byForce);
    }

    private static int end(Process process, boolean byForce) {
        if (byForce) process.destroyForcibly();
        else
            process.destroy();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("process " + process.pid() + " did not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        processes.values().forEach(process -> end(process, true));
    }
}
