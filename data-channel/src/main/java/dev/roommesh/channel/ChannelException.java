package dev.roommesh.channel;

/** A data channel, or what goes over it, came to nothing; the message is one sentence for people. */
public final class ChannelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ChannelException(String sentence) {
        super(sentence);
    }

    public ChannelException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
