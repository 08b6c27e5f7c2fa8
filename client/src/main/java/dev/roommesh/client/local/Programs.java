package dev.roommesh.client.local;

import dev.roommesh.model.ConnectionFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the programs of this machine are started. Their JVM flags, class path and AOT cache stand in argument files that
 * the launcher script writes, so that the caches are used with the flags with which they were made.
 *
 * @param runDirectory holds {@code server.args} and {@code worker.args}
 */
public record Programs(Path runDirectory) {
    /** Names the system property that the launcher script sets. */
    public static final String RUN_DIRECTORY_PROPERTY = "roommesh.run-dir";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /** @throws LocalFailure when the launcher script did not start this program */
    public static Programs ofLauncher() {
        String directory = System.getProperty(RUN_DIRECTORY_PROPERTY);
        if (directory == null)
            throw new LocalFailure("Start this with the script ./roommesh: it prepares the programs.");
        return new Programs(Path.of(directory));
    }

    /**
     * What one start has beside the usual.
     *
     * @param runner a command that runs the program given after it, as the same process; empty for none
     * @param jvm further arguments of the virtual machine
     * @param configuration further Spring Boot properties, {@code --key=value}; they win over the usual ones
     * @param environment further variables
     */
    public record Extra(List<String> runner, List<String> jvm, List<String> configuration,
            Map<String, String> environment) {
        public static final Extra NONE = new Extra(List.of(), List.of(), List.of(), Map.of());

        public Extra {
            runner = List.copyOf(runner);
            jvm = List.copyOf(jvm);
            configuration = List.copyOf(configuration);
            environment = Map.copyOf(environment);
        }
    }

    /** @throws LocalFailure when this machine starts no more processes */
    public Process startServer(int port, Path secretFile, Extra extra, Path log) {
        List<String> arguments = new ArrayList<>(List.of("--server.address=" + LocalHttp.HOST, "--server.port=" + port,
                "--roommesh.secret-file=" + secretFile,
                "--roommesh.state-folder=" + secretFile.toAbsolutePath().getParent()));
        arguments.removeIf(usual -> extra.configuration().stream().anyMatch(given -> isSameKey(given, usual)));
        arguments.addAll(extra.configuration());
        return start("server.args", arguments, extra, Map.of(), log);
    }

    /**
     * The token goes by the environment, which other users cannot see, unlike the list of arguments.
     *
     * @throws LocalFailure when this machine starts no more processes
     */
    public Process startWorker(ClusterPlan.PlannedWorker worker, ConnectionFacts facts, Extra extra, Path log) {
        List<String> arguments = new ArrayList<>(List.of("--server", facts.http().toString(), "--room",
                facts.room().value(), "--name", worker.name(), "--gpu-memory-mb", Long.toString(worker.gpuMemoryMb()),
                "--gpu-model", worker.gpuModel(), "--http-port", Integer.toString(worker.httpPort())));
        if (!extra.configuration().isEmpty()) arguments.add("--");
        arguments.addAll(extra.configuration());
        return start("worker.args", arguments, extra, Map.of("ROOMMESH_TOKEN", facts.token()), log);
    }

    private static boolean isSameKey(String one, String other) {
        return one.substring(0, one.indexOf('=') + 1).equals(other.substring(0, other.indexOf('=') + 1));
    }

    /** A session of its own: Ctrl-C reaches {@code up} alone, which then ends all in order. */
    private Process start(String argumentFile, List<String> arguments, Extra extra, Map<String, String> environment,
            Path log) {
        List<String> command = new ArrayList<>(extra.runner());
        if (Files.isExecutable(SETSID)) command.add(SETSID.toString());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(extra.jvm());
        command.add("@" + runDirectory.resolve(argumentFile));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        builder.environment().putAll(extra.environment());
        try {
            return builder.start();
        } catch (IOException refused) {
            throw new LocalFailure("Cannot start " + command.getFirst() + " (" + refused.getMessage()
                    + "); check memory and process limits.");
        }
    }
}
