package dev.roommesh.benchmarks.signaling;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of WebSocket text frames from a client, made once and sent again and again. */
final class FloodFrames {
    private static final int LAST_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_TWO_BYTES = 126;
    private static final int LENGTH_MAX = 0xFFFF;
    /** A mask of zeros leaves the text as it is. */
    private static final byte[] MASK = new byte[Integer.BYTES];

    private FloodFrames() {}

    /** @param text at most 65535 bytes in UTF-8 */
    static byte[] of(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > LENGTH_MAX) throw new IllegalArgumentException("a frame here has at most 65535 bytes");
        var frame = new ByteArrayOutputStream();
        frame.write(LAST_TEXT);
        if (payload.length < LENGTH_IN_TWO_BYTES) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | LENGTH_IN_TWO_BYTES);
            frame.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) payload.length).array());
        }
        frame.writeBytes(MASK);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    static byte[] repeated(String text, int times) {
        byte[] one = of(text);
        ByteBuffer many = ByteBuffer.allocate(one.length * times);
        for (int i = 0; i < times; i++)
            many.put(one);
        return many.array();
    }
}
