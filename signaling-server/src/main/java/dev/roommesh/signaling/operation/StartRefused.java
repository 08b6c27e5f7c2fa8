package dev.roommesh.signaling.operation;

/** The server cannot start as it is configured. The message is one sentence with the remedy. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartRefused(String sentence) {
        super(sentence);
    }
}
