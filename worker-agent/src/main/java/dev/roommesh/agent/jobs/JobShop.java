package dev.roommesh.agent.jobs;

import dev.roommesh.agent.jobs.demo.Demo;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which commands can be run here, and where. Immutable after {@link #open}. */
final class JobShop {
    static final String DEMO = "demo";

    private static final Logger LOG = LoggerFactory.getLogger(JobShop.class);
    /** Of {@code st_mode}. */
    private static final int STICKY = 01000;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}");
    private static final Pattern CODE = Pattern.compile("[0-9]{1,2}");

    private final Path root;
    private final Map<String, CommandTemplate> templates;
    private final Optional<String> closedBecause;

    private JobShop(Path root, Map<String, CommandTemplate> templates, Optional<String> closedBecause) {
        this.root = root;
        this.templates = templates;
        this.closedBecause = closedBecause;
    }

    /** A job that can be run, or why not. */
    sealed interface Ordered {
        record Order(JobOrder order) implements Ordered {}

        record Refused(String why) implements Ordered {}
    }

    /**
     * Makes the directory ready, and ends what an earlier process of this worker has left there.
     *
     * @param root of this worker alone
     * @param limits of the demonstration job
     */
    static JobShop open(Path root, Map<String, CommandTemplate> listed, boolean demo, JobLimits limits) {
        Map<String, CommandTemplate> templates = new LinkedHashMap<>(listed);
        Optional<String> missing = JobProcess.missing();
        if (missing.isPresent()) return closed(root, missing.get());
        try {
            make(root);
            clear(root);
            if (demo) templates.putIfAbsent(DEMO, demo(root, limits));
        } catch (IOException unwritable) {
            return closed(root, "Jobs need a directory, and " + root + " cannot be used (" + unwritable
                    + "); set roommesh.worker.jobs.directory.");
        }
        return new JobShop(root, Map.copyOf(templates), templates.isEmpty()
                ? Optional.of("No job is allowed here; list commands below roommesh.worker.jobs.commands.")
                : Optional.empty());
    }

    /**
     * Each folder that is made is its owner's alone. Up to a folder from which nobody can take away what is another's
     * (one with the sticky bit, such as that for temporary files) or to the root, each must be one that others cannot
     * write: whoever can write a folder can put another in the place of what is in it.
     */
    private static void make(Path root) throws IOException {
        Files.createDirectories(root,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path probe = Files.createTempFile(root, "owner", "");
        UserPrincipal self = Files.getOwner(probe);
        Files.delete(probe);
        if (!Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(self))
            throw new IOException(root + " is another user's");
        for (Path each = root; each != null; each = each.getParent()) {
            if (isSticky(each)) return;
            Set<PosixFilePermission> may = Files.getPosixFilePermissions(each);
            if (may.contains(PosixFilePermission.OTHERS_WRITE) || may.contains(PosixFilePermission.GROUP_WRITE))
                throw new IOException(each + " can be written by others than its owner");
            Path parent = each.getParent();
            boolean isBelowSticky = parent != null && isSticky(parent);
            if (isBelowSticky && !Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(self))
                throw new IOException(each + " is another user's");
        }
    }

    private static boolean isSticky(Path folder) throws IOException {
        return ((int) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
    }

    private static JobShop closed(Path root, String why) {
        LOG.warn("This worker runs no jobs. {}", why);
        return new JobShop(root, Map.of(), Optional.of(why));
    }

    private static void clear(Path root) throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(root)) {
            left = entries.toList();
        }
        for (Path each : left) {
            String job = each.getFileName().toString();
            LOG.info("Ends what an earlier process has left of job {}.", job);
            ProcessTable.kill(each);
            try {
                new Workspace(each).delete();
            } catch (IOException stuck) {
                LOG.warn("The directory {} of an earlier job cannot be deleted: {}", each, stuck.getMessage());
            }
        }
    }

    /** Of a worker that stops nothing is left. */
    void close() {
        try {
            for (Path each : List.of(root, demoClasses(root)))
                if (Files.exists(each)) new Workspace(each).delete();
            Files.deleteIfExists(root.getParent());
        } catch (DirectoryNotEmptyException othersAreThere) {
            LOG.debug("Another worker of the room has its jobs there, too.");
        } catch (IOException stuck) {
            LOG.warn("The directory {} cannot be deleted: {}", root, stuck.getMessage());
        }
    }

    private static Path demoClasses(Path root) {
        return root.resolveSibling("demo-" + root.getFileName());
    }

    /** With the Java that runs this worker, wherever the class comes from. */
    private static CommandTemplate demo(Path root, JobLimits limits) throws IOException {
        Path classes = demoClasses(root);
        Path file = classes.resolve(Demo.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        try (InputStream compiled = Demo.class.getResourceAsStream(Demo.class.getSimpleName() + ".class")) {
            if (compiled == null) throw new IllegalStateException("a class that runs has a file");
            Files.copy(compiled, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return new CommandTemplate(DEMO,
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m",
                        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classes.toString(), Demo.class.getName(),
                        "{seconds}", "{exit}"),
                Map.of("seconds", new CommandTemplate.Argument(SECONDS, "0"), "exit",
                        new CommandTemplate.Argument(CODE, "0")),
                Map.of(), limits);
    }

    /** Why no job at all is run here; empty where some are. */
    Optional<String> closedBecause() {
        return closedBecause;
    }

    Ordered order(JobMessage.Submit submit, ReservationId reservation, PeerId client) {
        CommandTemplate template = templates.get(submit.command());
        if (template == null)
            return new Ordered.Refused("This worker does not run " + submit.command()
                    + "; it runs " + String.join(", ", templates.keySet().stream().sorted().toList()) + ".");
        return switch (template.resolve(submit.arguments())) {
            case CommandTemplate.Resolved.Refused(String why) -> new Ordered.Refused(why);
            case CommandTemplate.Resolved.Command(List<String> parts) -> {
                var order = new JobOrder(submit, reservation, client, template, parts);
                String unmappable = unmappable(submit);
                if (unmappable != null)
                    yield new Ordered.Refused("This worker cannot have a file named " + unmappable
                            + ": its locale is not UTF-8; tell its operator to start it with LANG=C.UTF-8.");
                yield order.inputBytes() > template.limits().diskBytes()
                        ? new Ordered.Refused("The input has " + order.inputBytes() + " bytes, and a job here at most "
                                + template.limits().diskBytes() + " of disk.")
                        : new Ordered.Order(order);
            }
        };
    }

    private @Nullable String unmappable(JobMessage.Submit submit) {
        for (JobFile input : submit.inputs()) {
            try {
                var _ = root.resolve(input.name());
            } catch (InvalidPathException notHere) {
                return input.name();
            }
        }
        return null;
    }

    /** @throws IOException where it cannot be made */
    Workspace workspace(JobId job) throws IOException {
        return Workspace.create(root.resolve(job.value()));
    }
}
