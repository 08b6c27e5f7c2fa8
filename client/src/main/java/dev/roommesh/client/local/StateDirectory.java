package dev.roommesh.client.local;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.JobId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code .roommesh}, readable by its owner alone. Each file is written whole or not at all: a reader sees the
 * old content or the new.
 */
public final class StateDirectory {
    /** Names the environment variable for the folder that holds {@code .roommesh}; the current one where it is unset. */
    public static final String HOME_VARIABLE = "ROOMMESH_HOME";

    /** Bytes of a state file that is read. */
    static final int FILE_BYTES_MAX = 64 * 1024;

    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Pattern JOB = Pattern.compile("job-[A-Za-z0-9-]{1,28}");
    private static final Pattern JOB_FILE = Pattern.compile(JOB.pattern() + "\\.json");

    private final DiscoveryJson json = new DiscoveryJson();
    private final Path folder;

    /** The content of {@code processes.json}. */
    record Ledger(List<StartedProcess> processes) {
        Ledger {
            processes = List.copyOf(processes);
        }
    }

    private StateDirectory(Path folder) {
        this.folder = folder;
    }

    /** The state below a folder; nothing is made before something is written. */
    public static StateDirectory below(Path parent) {
        return new StateDirectory(parent.toAbsolutePath().normalize().resolve(".roommesh"));
    }

    /** The state where the environment says, or below the current folder. */
    public static StateDirectory of(Map<String, String> environment) {
        @Nullable
        String home = environment.get(HOME_VARIABLE);
        return below(Path.of(home == null || home.isBlank() ? "" : home));
    }

    /** How the cluster can be reached; empty where none is remembered. */
    public Optional<SavedConnection> connection() {
        return read("connection.json", SavedConnection.class);
    }

    void save(SavedConnection connection) {
        write("connection.json", json.encodeAny(connection));
    }

    /** What was started and not ended yet, in the order of its start; some of it may have ended by itself. */
    List<StartedProcess> processes() {
        return read("processes.json", Ledger.class).map(Ledger::processes).orElse(List.of());
    }

    void save(List<StartedProcess> processes) {
        write("processes.json", json.encodeAny(new Ledger(processes)));
    }

    /** A job that was started from here and is not known to be over. */
    public Optional<SavedJob> job(String id) {
        return JOB.matcher(id).matches() ? read(jobFile(id), SavedJob.class) : Optional.empty();
    }

    public void save(SavedJob job) {
        write(jobFile(job.job().value()), json.encodeAny(job));
    }

    /** The job is over. */
    public void forget(JobId job) {
        doing("clear", () -> Files.deleteIfExists(folder.resolve(jobFile(job.value()))));
    }

    private static String jobFile(String id) {
        return id + ".json";
    }

    /** Jobs whose clients were killed leave their files behind. */
    private void forgetJobs() throws IOException {
        List<Path> jobs;
        try (Stream<Path> files = Files.list(folder)) {
            jobs = files.filter(file -> JOB_FILE.matcher(file.getFileName().toString()).matches()).toList();
        } catch (NoSuchFileException none) {
            return;
        }
        for (Path each : jobs)
            Files.deleteIfExists(each);
    }

    /** Forgets connection, processes and jobs, and what was switched off for them. */
    void clear() {
        doing("clear", () -> {
            forgetJobs();
            Files.deleteIfExists(folder.resolve("feature-flags"));
            Files.deleteIfExists(folder.resolve("connection.json"));
            return Files.deleteIfExists(folder.resolve("processes.json"));
        });
    }

    /** The folder of the logs. */
    public Path logs() {
        return folder.resolve("logs");
    }

    /** Where the workers of a local cluster run their jobs. */
    Path jobs() {
        return folder.resolve("jobs");
    }

    /** An empty log for a process that is about to start; the one of an earlier process of that name is gone. */
    Path freshLog(String name) {
        make();
        return doing("write", () -> {
            Path log = Files.createDirectories(logs()).resolve(name + ".log");
            Files.deleteIfExists(log);
            return Files.createFile(log, OWNER_ONLY_FILE);
        });
    }

    /** Where the signaling server keeps what it signs tokens with; it makes the file itself, and its others beside it. */
    public Path secretFile() {
        return folder.resolve("secret");
    }

    /** Keeps others from starting a cluster here until it is closed; empty when somebody does so now. */
    Optional<FileChannel> lock() {
        make();
        return doing("lock", () -> {
            var channel = FileChannel.open(folder.resolve("lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY_FILE);
            if (isLocked(channel)) return Optional.of(channel);
            channel.close();
            return Optional.empty();
        });
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProgram) {
            return false;
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        Path file = folder.resolve(name);
        return text(file).map(text -> switch (json.decode(text, type)) {
            case Decoded.Accepted<T>(T content) -> content;
            case Decoded.Rejected<T> _ -> throw new LocalFailure(file
                    + " is damaged; end what still runs with ./roommesh down or by hand, and delete the file.");
        });
    }

    /** What is no text, or too long for one of our files, is as damaged as an empty one. */
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.size(file) > FILE_BYTES_MAX ? "" : Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException noText) {
            return Optional.of("");
        } catch (IOException refused) {
            throw new LocalFailure("Cannot read " + file + " (" + refused.getClass().getSimpleName()
                    + "); check its owner and permissions, or delete it.");
        }
    }

    private void write(String name, String text) {
        make();
        doing("write", () -> {
            Path fresh = Files.createTempFile(folder, name, ".new", OWNER_ONLY_FILE);
            try {
                Files.writeString(fresh, text, StandardOpenOption.DSYNC);
                return Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        });
    }

    private void make() {
        doing("make", () -> {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
            return Files.setPosixFilePermissions(folder, OWNER_ONLY_FOLDER);
        });
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    private <T> T doing(String what, Step<T> step) {
        try {
            return step.take();
        } catch (IOException refused) {
            throw new LocalFailure("Cannot " + what + " the state in " + folder + " ("
                    + refused.getClass().getSimpleName() + "); check its owner and the space on the disk.");
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
