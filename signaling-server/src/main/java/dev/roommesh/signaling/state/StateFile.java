package dev.roommesh.signaling.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** A small file of lines for its owner alone, replaced as a whole: a crash leaves the old one or the new one. */
public final class StateFile {
    private final Path file;

    public StateFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The server cannot start with the file as it is. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;
        private final String sentence;

        public Unreadable(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        /** Why, with the remedy. */
        public String sentence() {
            return sentence;
        }
    }

    /** No lines where there is no file. */
    public List<String> read() throws Unreadable {
        Path folder = file.getParent();
        if (folder != null && Files.exists(folder) && !(Files.isDirectory(folder) && Files.isWritable(folder)))
            throw new Unreadable("The folder " + folder + " is none, or cannot be written to: name another with "
                    + "--roommesh.state-folder=PATH.");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException failed) {
            throw new Unreadable("The file " + file + " cannot be read (" + failed.getClass().getSimpleName()
                    + "): make it readable, or name another folder with --roommesh.state-folder=PATH.");
        }
    }

    /** Returns when the disk has it. Not for several at a time. */
    public void replace(List<String> lines) throws IOException {
        Path folder = file.getParent();
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (folder != null && Files.notExists(folder)) Files.createDirectories(folder, owner);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var rights = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(next, options, rights)) {
            ByteBuffer bytes = StandardCharsets.UTF_8
                    .encode(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
            while (bytes.hasRemaining())
                channel.write(bytes);
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
