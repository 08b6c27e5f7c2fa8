package dev.roommesh.channel;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.JobFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

/** The SHA-256 of files. */
public final class FileHash {
    private static final int BUFFER_BYTES = 256 * 1024;

    private FileHash() {}

    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /**
     * Reads a file whole.
     *
     * @param name under which the other end shall know it
     * @param progress told how many bytes were read each time
     * @throws IOException where it cannot be read, or is a link or a folder
     * @throws IllegalArgumentException for a name that is none, or a file that is too large
     */
    public static JobFile of(Path file, String name, LongConsumer progress) throws IOException {
        JobFile.requireName(name);
        MessageDigest digest = begin();
        long size = 0;
        try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
                progress.accept(read);
            }
        }
        return new JobFile(name, size, Bytes.copyOf(digest.digest()));
    }
}
