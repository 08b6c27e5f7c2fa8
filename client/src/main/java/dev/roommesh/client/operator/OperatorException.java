package dev.roommesh.client.operator;

/** What an operator asked for was not done; the message is one sentence with the remedy. */
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OperatorException(String sentence) {
        super(sentence);
    }
}
