package dev.roommesh.client.local;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has written to its standard output and error. */
record ProcessLog(Path file) {
    static final int TAIL_LINES = 15;
    static final int TAIL_BYTES = 16 * 1024;

    /** The last lines, for a person who asks why; empty where nothing can be read. */
    String tail() {
        try (var log = Files.newByteChannel(file)) {
            log.position(Math.max(0, log.size() - TAIL_BYTES));
            byte[] end = Channels.newInputStream(log).readNBytes(TAIL_BYTES);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "";
        }
    }
}
