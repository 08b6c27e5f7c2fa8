package dev.roommesh.client.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes of this machine that belong together. Each is in the state directory before anything else happens, so that
 * {@code down} finds it even when this program is killed. Safe for use by many threads.
 */
public final class LocalProcesses {
    private final StateDirectory state;
    private final Map<String, Process> running = new LinkedHashMap<>();
    private final List<StartedProcess> started = new ArrayList<>();
    private boolean isEnding;

    /** Starts one process, which writes its output to the log. */
    @FunctionalInterface
    public interface Launch {
        Process into(Path log);
    }

    public LocalProcesses(StateDirectory state) {
        this.state = state;
    }

    /**
     * Starts a process with an empty log of its name.
     *
     * @param name its peer id, or {@code server}; one that ran under this name before must have ended
     * @param isWorker false for a signaling server, which is ended after all workers
     * @throws LocalFailure after {@link #end}, or when it cannot be started
     */
    public Process launch(String name, boolean isWorker, int httpPort, Launch launch) {
        synchronized (running) {
            if (isEnding) throw brokenOff();
            if (isAlive(name)) throw new IllegalStateException(name + " still runs");
            Process process = launch.into(state.freshLog(name));
            running.put(name, process);
            started.removeIf(earlier -> earlier.name().equals(name));
            // A process that has ended already has no time of its start, and needs no end.
            process.info().startInstant().ifPresent(
                    at -> started.add(new StartedProcess(name, isWorker, process.pid(), at, httpPort)));
            state.save(started);
            return process;
        }
    }

    public boolean isAlive(String name) {
        synchronized (running) {
            Process process = running.get(name);
            return process != null && process.isAlive();
        }
    }

    /** Whether nothing that was started runs any more. */
    public boolean haveEnded() {
        synchronized (running) {
            return running.values().stream().noneMatch(Process::isAlive);
        }
    }

    /** Ends everything that was started and forgets it. Safe to repeat; nothing starts after it. */
    public void end() {
        List<StartedProcess> mine;
        synchronized (running) {
            isEnding = true;
            mine = List.copyOf(started);
        }
        if (mine.isEmpty()) return;
        Ending.end(mine);
        state.clear();
    }

    boolean isEnding() {
        synchronized (running) {
            return isEnding;
        }
    }

    void waitForEnd(String name, Duration limit) throws InterruptedException {
        Process process;
        synchronized (running) {
            process = running.get(name);
        }
        if (process != null) process.waitFor(limit);
    }

    static LocalFailure brokenOff() {
        return new LocalFailure("The start was broken off.");
    }
}
