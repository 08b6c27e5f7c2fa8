package dev.roommesh.agent.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of a job. The command runs in a session of its own, beside a shell that kills this session as soon as the
 * pipe from the worker breaks: so it does not outlive a worker that is killed. Whatever leaves the session is found by
 * {@link ProcessTable#MARK}.
 */
final class JobProcess {
    private static final Logger LOG = LoggerFactory.getLogger(JobProcess.class);
    private static final Path SHELL = Path.of("/bin/sh");
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    /** What of the worker's environment a job needs; the rest holds secrets. */
    private static final List<String> PASSED_ON = List.of("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH",
            "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES");
    /** The session's id is the command's process id; descriptor 3 is the pipe from the worker. */
    private static final String GUARD = """
            exec 3<&0
            %s "$@" </dev/null 3<&- &
            child=$!
            ( read -r _ <&3; kill -KILL "-$child" ) >/dev/null 2>&1 &
            guard=$!
            exec 3<&-
            wait "$child"
            code=$?
            kill -KILL "$guard" "-$child" 2>/dev/null
            exit $code
            """.formatted(SETSID);
    private static final long OUTPUT_AFTER_END_MS = 1_000;

    private final Path directory;
    private final Process process;

    private JobProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** What this machine lacks for jobs, in one sentence; empty where it lacks nothing. */
    static Optional<String> missing() {
        if (!ProcessTable.isThere())
            return Optional.of("Jobs need Linux: there is no /proc to find their processes in.");
        for (Path program : List.of(SHELL, SETSID))
            if (!Files.isExecutable(program)) return Optional.of("Jobs need " + program + ", which is not there.");
        return Optional.empty();
    }

    /**
     * Starts a command in its workspace.
     *
     * @throws IOException where this machine starts no more processes
     */
    static JobProcess start(List<String> command, Map<String, String> more, Workspace workspace)
            throws IOException {
        List<String> guarded = new ArrayList<>(List.of(SHELL.toString(), "-c", GUARD, "job-guard"));
        guarded.addAll(command);
        var builder = new ProcessBuilder(guarded).directory(workspace.work().toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        environment.putAll(more);
        environment.put("HOME", workspace.work().toString());
        environment.put("TMPDIR", workspace.temporary().toString());
        environment.put("ROOMMESH_INPUT_DIR", workspace.input().toString());
        environment.put("ROOMMESH_OUTPUT_DIR", workspace.output().toString());
        environment.put(ProcessTable.MARK, workspace.root().toString());
        return new JobProcess(workspace.root(), builder.start());
    }

    /** What the command writes to its standard output and error. */
    InputStream output() {
        return process.getInputStream();
    }

    /** Waits for the command's end, and ends what it has left behind. @return its exit code; 128 and a signal's number */
    int await() throws InterruptedException {
        int code = process.waitFor();
        killAll();
        return code;
    }

    /** Gives up the pipe to the guard, which then ends the command's session. */
    void forsake() {
        try {
            process.getOutputStream().close();
        } catch (IOException broken) {
            LOG.debug("The pipe to the guard is broken already.", broken);
        }
    }

    /** Ends all of its processes. Safe to repeat. */
    void kill() {
        killAll();
        process.destroyForcibly();
        try {
            if (!process.waitFor(OUTPUT_AFTER_END_MS, TimeUnit.MILLISECONDS))
                LOG.warn("The guard of the job in {} does not end.", directory);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void killAll() {
        if (!ProcessTable.kill(directory))
            LOG.warn("Processes of the job in {} do not end though they were killed.", directory);
    }

    /** @param limit below which the exact figure does not matter */
    long residentBytes(long limit) {
        return ProcessTable.residentBytes(directory, limit);
    }
}
