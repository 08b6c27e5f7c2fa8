package dev.roommesh.signaling.token;

import dev.roommesh.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** The file whose bytes sign tokens. */
public final class SecretFile {
    private SecretFile() {}

    /** The secret, or the sentence that tells why there is none. */
    public sealed interface Reading {
        record Secret(Bytes bytes) implements Reading {
            /** Secrets never reach a log. */
            @Override
            public String toString() {
                return "Secret";
            }
        }

        record Missing(String sentence) implements Reading {}
    }

    /** @param create whether a missing file is made, for its owner alone: only where nobody else can connect */
    public static Reading read(Path file, boolean create, SecureRandom random) {
        try {
            if (Files.notExists(file)) {
                if (!create)
                    return new Reading.Missing("The secret file " + file + " is missing: write at least "
                            + RoomTokens.SECRET_BYTES_MIN + " random bytes to it (head -c 32 /dev/urandom), or bind "
                            + "the server to 127.0.0.1.");
                create(file, random);
            }
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length < RoomTokens.SECRET_BYTES_MIN
                    ? new Reading.Missing("The secret file " + file + " has " + bytes.length + " bytes: write at least "
                            + RoomTokens.SECRET_BYTES_MIN + " random ones to it.")
                    : new Reading.Secret(Bytes.copyOf(bytes));
        } catch (IOException unreadable) {
            return new Reading.Missing("The secret file " + file + " cannot be read or made: "
                    + unreadable.getClass().getSimpleName() + "; name another with --roommesh.secret-file=PATH.");
        }
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && Files.notExists(folder)) Files.createDirectories(folder, owner("rwx------"));
        byte[] secret = new byte[RoomTokens.SECRET_BYTES_MIN];
        random.nextBytes(secret);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, owner("rw-------"))) {
            channel.write(ByteBuffer.wrap(secret));
        } catch (FileAlreadyExistsException another) {
            // Another server started at the same time; its secret is as good.
        }
    }

    private static FileAttribute<?> owner(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
