package dev.roommesh.benchmarks.room;

import dev.roommesh.client.local.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A folder of this machine for the files of processes that are measured together; it goes with them. */
public record Home(Path folder, StateDirectory state) implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

    /** A new folder, with a secret for signaling servers. */
    public static Home make() {
        try {
            Path folder = Files.createTempDirectory("roommesh-bench");
            var home = new Home(folder, StateDirectory.below(folder));
            Path secret = home.state().secretFile();
            Files.createDirectories(secret.getParent());
            Files.createFile(secret,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(secret, randomHex());
            return home;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Arguments of a virtual machine: whoever is killed leaves its temporary files; here they go with the folder. */
    public List<String> temporaryFiles() {
        return List.of("-Djava.io.tmpdir=" + folder);
    }

    /** Nobody can guess it. */
    public static String randomHex() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot delete " + folder, refused);
        }
    }
}
