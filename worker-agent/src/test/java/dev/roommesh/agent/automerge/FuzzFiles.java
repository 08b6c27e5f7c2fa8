package dev.roommesh.agent.automerge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where reports of what was thrown at the decoder go: {@code target/fuzz} of this module. */
final class FuzzFiles {
    private FuzzFiles() {}

    static Path folder() throws IOException {
        return Files.createDirectories(Path.of("target", "fuzz"));
    }

    static void append(String name, String line) throws IOException {
        Files.writeString(folder().resolve(name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
