package dev.roommesh.codec;

import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.Limits;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The messages of a job, as CBOR frames of a data channel. Safe for use by many threads. */
public final class JobCodec {
    private final ObjectReader reader;
    private final ObjectWriter writer;

    public JobCodec() {
        CBORMapper mapper = WireMapper.cbor();
        reader = mapper.readerFor(JobMessage.class);
        writer = mapper.writerFor(JobMessage.class);
    }

    /** @throws IllegalStateException for a message over the limit: whoever built it must have cut it */
    public byte[] encode(JobMessage message) {
        byte[] frame = writer.writeValueAsBytes(message);
        if (frame.length > Limits.MESH_FRAME_BYTES_MAX)
            throw new IllegalStateException(message.getClass().getSimpleName() + " of " + frame.length + " bytes");
        return frame;
    }

    /** What the other end said. Never throws for what a frame holds. */
    public Decoded<JobMessage> decode(byte[] frame) {
        if (frame.length > Limits.MESH_FRAME_BYTES_MAX)
            return new Rejected<>(Cause.TOO_LARGE,
                    "a frame has at most " + Limits.MESH_FRAME_BYTES_MAX + " bytes");
        return Reading.of("CBOR", () -> reader.readValue(frame));
    }
}
