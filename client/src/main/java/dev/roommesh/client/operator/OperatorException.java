package dev.roommesh.client.operator;

/** What an operator asked for was not done; the message is one sentence with the remedy. */
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int NOT_FOUND = 404;
    private final int status;

    OperatorException(String sentence) {
        this(sentence, 0);
    }

    /** @param status of HTTP */
    OperatorException(String sentence, int status) {
        super(sentence);
        this.status = status;
    }

    /** Whether the server knows nothing of what was asked for. */
    public boolean isNotFound() {
        return status == NOT_FOUND;
    }
}
