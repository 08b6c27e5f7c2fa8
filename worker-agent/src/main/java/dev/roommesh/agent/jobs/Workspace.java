package dev.roommesh.agent.jobs;

import dev.roommesh.channel.FileHash;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.Limits;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of a job's own, readable by the worker's user alone. Links in it are never followed. */
record Workspace(Path root) {
    private static final int DELETIONS_MAX = 5;

    /** @throws IOException where it cannot be made, or is there already */
    static Workspace create(Path root) throws IOException {
        Files.createDirectories(root.getParent());
        Files.createDirectory(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var workspace = new Workspace(root);
        for (Path folder : List.of(workspace.input(), workspace.output(), workspace.temporary(), workspace.work()))
            Files.createDirectory(folder);
        return workspace;
    }

    Path input() {
        return root.resolve("input");
    }

    /** What is here when the command has ended is the result. */
    Path output() {
        return root.resolve("output");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    /** Where the command starts. */
    Path work() {
        return root.resolve("work");
    }

    /** What the command has written. */
    Path log() {
        return root.resolve("log");
    }

    /** Bytes of all files in it. What goes meanwhile is not counted. */
    long bytes() throws IOException {
        var sum = new long[1];
        Files.walkFileTree(root, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    /**
     * The results, in order of their names.
     *
     * @param goesOn called now and then, for it may take long; what it throws ends it
     * @throws IOException where one cannot be read
     * @throws IllegalArgumentException with one sentence where there are too many, or one has no good name or is too large
     */
    List<JobFile> results(Runnable goesOn) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(output(), new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) files.add(file);
                return files.size() > Limits.JOB_RESULTS_MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        if (files.size() > Limits.JOB_RESULTS_MAX)
            throw new IllegalArgumentException("it made more than " + Limits.JOB_RESULTS_MAX
                    + " result files: have it pack them into one");
        List<JobFile> results = new ArrayList<>();
        for (Path file : files.stream().sorted().toList())
            results.add(FileHash.of(file, output().relativize(file).toString(), _ -> goesOn.run()));
        return results;
    }

    /** Deletes it with all that is in it. Processes that still write are outrun, or left with a {@link IOException}. */
    void delete() throws IOException {
        for (int round = 1; Files.exists(root); round++) {
            try {
                Files.walkFileTree(root, new Visitor() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone)
                            throws IOException {
                        Files.deleteIfExists(folder);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                            throws IOException {
                        if (!Files.isWritable(folder)) open(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
            } catch (DirectoryNotEmptyException raced) {
                if (round == DELETIONS_MAX) throw raced;
            }
        }
    }

    /** A job may close its folders; they are the worker's user's all the same. */
    private static void open(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Passes over what goes while it is looked at; a folder that is closed is opened. */
    private static class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
            if (!(failed instanceof AccessDeniedException)) throw failed;
            open(file);
            Files.walkFileTree(file, this);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone)
                throws IOException {
            return FileVisitResult.CONTINUE;
        }
    }
}
