package dev.roommesh.agent.automerge;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** What a compressed change holds: raw deflate (RFC 1951), with a limit, for 60 KiB may well inflate to 60 MiB. */
final class Inflated {
    /** More than the largest profile takes, written as one change. */
    static final int BYTES_MAX = 256 * 1024;
    /** More than ten workers' largest profiles take. */
    static final int BASE_BYTES_MAX = 2 * 1024 * 1024;

    private Inflated() {}

    /** Nothing when it is no deflate stream, holds more bytes than that, or ends early or late. */
    static byte @Nullable [] of(byte[] compressed, int bytesMax) {
        var buffer = new byte[bytesMax];
        try (var inflater = new Inflater(true)) {
            inflater.setInput(compressed);
            int size = inflater.inflate(buffer);
            boolean exact = inflater.finished() && inflater.getRemaining() == 0;
            return exact ? Arrays.copyOf(buffer, size) : null;
        } catch (DataFormatException noDeflate) {
            return null;
        }
    }
}
