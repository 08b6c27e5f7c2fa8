package dev.roommesh.client.local;

/** Something of this machine is in the way. Its message is one sentence with the remedy, for a person. */
public final class LocalFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String logTail;

    public LocalFailure(String sentence) {
        this(sentence, "");
    }

    LocalFailure(String sentence, String logTail) {
        super(sentence);
        this.logTail = logTail;
    }

    /** The last lines of the log that tells more; empty where there is none. */
    public String logTail() {
        return logTail;
    }
}
