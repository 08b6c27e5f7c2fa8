package dev.roommesh.channel;

import java.io.IOException;

/** What is sent: a file, or one that still grows. */
public interface ByteSource {
    /**
     * Reads from a place; waits where there is nothing yet.
     *
     * @param into as many bytes as fit, from its beginning
     * @return how many; -1 at the end
     */
    int read(long offset, byte[] into) throws IOException, InterruptedException;
}
