package dev.roommesh.agent.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine as Linux shows them in {@code /proc}. A job's processes are those that have its directory
 * in their environment or work in it, in whatever session or under whatever parent they are, and the descendants of those.
 */
final class ProcessTable {
    /** Names the variable that every process of a job inherits: the job's directory, which no other job has. */
    static final String MARK = "ROOMMESH_JOB_DIR";

    private static final int KILL_ROUNDS_MAX = 50;
    /** A process that was killed needs a moment to be gone. */
    private static final Duration KILL_PAUSE = Duration.ofMillis(5);
    private static final long KIBIBYTE = 1024;
    private static final Path PROC = Path.of("/proc");
    private static final long PAGE_BYTES = 4096;
    /** Parent of whoever has lost its own; a person's shell has one. */
    private static final long INIT = 1;
    /** Of {@code /proc/PID/stat}, counted from after the command's closing bracket. */
    private static final int PARENT_FIELD = 1;
    private static final int PAGES_FIELD = 21;

    /** @param residentBytes of memory that it has now */
    record Entry(long pid, long parent, long residentBytes) {}

    private ProcessTable() {}

    static boolean isThere() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /** The processes of a job; one that begins or ends meanwhile may be missed. */
    static List<Entry> ofJob(Path directory) {
        Map<Long, Entry> all = new HashMap<>();
        Map<Long, List<Long>> children = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>();
        byte[] mark = (MARK + "=" + directory).getBytes(StandardCharsets.UTF_8);
        for (long pid : pids()) {
            Entry entry = read(pid);
            if (entry == null) continue;
            all.put(pid, entry);
            children.computeIfAbsent(entry.parent(), _ -> new ArrayList<>()).add(pid);
            if (hasMark(pid, mark) || (entry.parent() == INIT && worksIn(pid, directory))) open.add(pid);
        }
        Map<Long, Entry> found = new TreeMap<>();
        while (!open.isEmpty()) {
            Entry entry = all.get(open.remove());
            if (entry != null && found.put(entry.pid(), entry) == null)
                open.addAll(children.getOrDefault(entry.pid(), List.of()));
        }
        return List.copyOf(found.values());
    }

    private static List<Long> pids() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> name.matches("[0-9]{1,10}"))
                    .map(Long::valueOf).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static @Nullable Entry read(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Entry(pid, Long.parseLong(fields[PARENT_FIELD]),
                    Long.parseLong(fields[PAGES_FIELD]) * PAGE_BYTES);
        } catch (IOException gone) {
            return null;
        }
    }

    /** Another user's environment cannot be read, and no job changes its user. */
    private static boolean hasMark(long pid, byte[] mark) {
        try {
            byte[] environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
            for (int from = 0; from < environment.length;) {
                int to = from;
                while (to < environment.length && environment[to] != 0)
                    to++;
                if (Arrays.equals(environment, from, to, mark, 0, mark.length)) return true;
                from = to + 1;
            }
            return false;
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean worksIn(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(directory);
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Kills them all, again and again until none is left; a process that makes others all the time is outrun.
     *
     * @return whether none is left
     */
    static boolean kill(Path directory) {
        for (int round = 0; round < KILL_ROUNDS_MAX; round++) {
            List<Entry> left = ofJob(directory);
            if (left.isEmpty()) return true;
            left.forEach(entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
            LockSupport.parkNanos(KILL_PAUSE.toNanos());
        }
        return ofJob(directory).isEmpty();
    }

    /**
     * Memory that they have resident. Where that is more than the limit, memory that several of them share is counted
     * once, which takes the system longer to say.
     */
    static long residentBytes(Path directory, long limit) {
        List<Entry> entries = ofJob(directory);
        long atMost = entries.stream().mapToLong(Entry::residentBytes).sum();
        return atMost <= limit
                ? atMost
                : entries.stream().mapToLong(entry -> proportional(entry).orElse(entry.residentBytes())).sum();
    }

    private static OptionalLong proportional(Entry entry) {
        try {
            for (String line : Files.readAllLines(PROC.resolve(entry.pid() + "/smaps_rollup")))
                if (line.startsWith("Pss:"))
                    return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE);
        } catch (IOException goneOrOld) {
            // What it has resident is known.
        }
        return OptionalLong.empty();
    }
}
