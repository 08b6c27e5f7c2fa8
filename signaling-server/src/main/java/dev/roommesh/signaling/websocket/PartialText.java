package dev.roommesh.signaling.websocket;

import java.nio.charset.StandardCharsets;

/** Puts the parts of a message together; of one that is too long it keeps nothing, and only reads to its end. */
final class PartialText {
    private final int bytesMax;
    private final StringBuilder text = new StringBuilder();
    private boolean tooLong;

    PartialText(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    void add(String part) {
        // A character has at least one byte, so this bound keeps what is held small without counting bytes.
        tooLong |= text.length() + part.length() > bytesMax;
        if (tooLong) text.setLength(0);
        else
            text.append(part);
    }

    /** The whole message, or what became of it. Starts anew. */
    Whole end() {
        String whole = text.toString();
        int bytes = whole.getBytes(StandardCharsets.UTF_8).length;
        Whole end = tooLong || bytes > bytesMax ? new Whole.TooLong() : new Whole.Message(whole, bytes);
        text.setLength(0);
        text.trimToSize();
        tooLong = false;
        return end;
    }

    sealed interface Whole {
        record Message(String text, int bytes) implements Whole {}

        record TooLong() implements Whole {}
    }
}
