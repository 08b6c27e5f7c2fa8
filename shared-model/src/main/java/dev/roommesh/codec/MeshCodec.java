package dev.roommesh.codec;

import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import java.util.Optional;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The messages between two workers, as CBOR frames of a data channel. Safe for use by many threads. */
public final class MeshCodec {
    private final CBORMapper mapper = WireMapper.cbor();

    /**
     * Another worker's message as a frame, to be carried on; empty when it is over the limit, written by this program.
     */
    public Optional<byte[]> encodeCarried(MeshMessage message) {
        byte[] frame = mapper.writerFor(MeshMessage.class).writeValueAsBytes(message);
        return frame.length > Limits.MESH_FRAME_BYTES_MAX ? Optional.empty() : Optional.of(frame);
    }

    /** @throws IllegalStateException for a message over the limit: whoever built it must have cut it */
    public byte[] encode(MeshMessage message) {
        byte[] frame = mapper.writerFor(MeshMessage.class).writeValueAsBytes(message);
        if (frame.length > Limits.MESH_FRAME_BYTES_MAX) {
            throw new IllegalStateException(message.getClass().getSimpleName() + " of " + frame.length + " bytes");
        }
        return frame;
    }

    /** What a peer said. Never throws for what a frame holds. */
    public Decoded<MeshMessage> decode(byte[] frame) {
        if (frame.length > Limits.MESH_FRAME_BYTES_MAX)
            return new Rejected<>(Cause.TOO_LARGE,
                    "a frame has at most " + Limits.MESH_FRAME_BYTES_MAX + " bytes");
        return Reading.of("CBOR", () -> mapper.readValue(frame, MeshMessage.class));
    }
}
