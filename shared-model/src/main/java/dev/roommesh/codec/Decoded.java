package dev.roommesh.codec;

/** What became of a frame. A peer's mistake is a value, never an exception. */
public sealed interface Decoded<T> {
    record Accepted<T>(T message) implements Decoded<T> {}

    /** @param why one sentence for the sender, without what the frame held */
    record Rejected<T>(Cause cause, String why) implements Decoded<T> {}

    enum Cause {
        /** More bytes than the limit. */
        TOO_LARGE,
        /** Not JSON, or not CBOR. */
        MALFORMED,
        /** Names no message, or one that is not known here. */
        UNKNOWN_TYPE,
        /** A field is missing or breaks a limit. */
        INVALID
    }
}
