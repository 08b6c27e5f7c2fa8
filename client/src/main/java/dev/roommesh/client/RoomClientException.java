package dev.roommesh.client;

/** Carries a {@link ClientFailure} out of a call or a future; its message is the failure's sentence. */
public final class RoomClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ClientFailure failure;

    RoomClientException(ClientFailure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    /** For whoever was told of a failure by a {@link WatchEvent}, and throws it. */
    public static RoomClientException of(ClientFailure failure) {
        return new RoomClientException(failure);
    }

    public ClientFailure failure() {
        return failure;
    }
}
