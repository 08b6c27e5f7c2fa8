package dev.roommesh.agent.automerge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** The other form of a change: its content compressed, under the same checksum and hash. */
final class Deflated {
    private static final int BUFFER_BYTES = 8 * 1024;
    /** Before a chunk's type: magic bytes and checksum. */
    private static final int PREFIX_BYTES = 8;

    private Deflated() {}

    /**
     * The same change in at most so many bytes, if there is such a form.
     *
     * @param chunk uncompressed, as automerge writes it
     */
    static byte[] fitting(byte[] chunk, int bytesMax) {
        if (chunk.length <= bytesMax) return chunk;
        var bytes = new ChangeBytes(chunk);
        byte[] prefix = bytes.take(PREFIX_BYTES, "checksum");
        if (bytes.octet("type") != ChangeDecoder.TYPE_CHANGE) return chunk;
        bytes.unsigned(chunk.length, "length");
        byte[] compressed = deflated(bytes.rest());
        byte[] length = ChangeDecoder.leb(compressed.length);
        return ByteBuffer.allocate(prefix.length + 1 + length.length + compressed.length).put(prefix)
                .put((byte) ChangeDecoder.TYPE_COMPRESSED_CHANGE).put(length).put(compressed).array();
    }

    static byte[] deflated(byte[] content) {
        var compressed = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER_BYTES];
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(content);
            deflater.finish();
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return compressed.toByteArray();
    }
}
