package dev.roommesh.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file that does not change any more; it is open only while it is read. */
public record FileSource(Path file, long size) implements ByteSource {
    @Override
    public int read(long offset, byte[] into) throws IOException {
        if (offset >= size) return -1;
        try (FileChannel open = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            int read = open.read(ByteBuffer.wrap(into, 0, (int) Math.min(into.length, size - offset)), offset);
            if (read < 0) throw new IOException(file.getFileName() + " became shorter while it was read");
            return read;
        }
    }
}
