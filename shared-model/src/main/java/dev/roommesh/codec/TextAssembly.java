package dev.roommesh.codec;

/** Puts a message together that comes in parts. Holds no more than its limit. For use by one thread at a time. */
public final class TextAssembly {
    private final int charsMax;
    private final StringBuilder parts = new StringBuilder();

    /** What a part led to. */
    public sealed interface Step {
        /** The last part has not come yet. */
        record Incomplete() implements Step {}

        /** The whole message. */
        record Complete(String text) implements Step {}

        /** More characters than the limit; what came is dropped. */
        record TooLarge() implements Step {}
    }

    /** @param charsMax of a whole message */
    public TextAssembly(int charsMax) {
        this.charsMax = charsMax;
    }

    public Step add(CharSequence part, boolean last) {
        if (parts.length() + part.length() > charsMax) {
            take();
            return new Step.TooLarge();
        }
        parts.append(part);
        return last ? new Step.Complete(take()) : new Step.Incomplete();
    }

    private String take() {
        String text = parts.toString();
        parts.setLength(0);
        return text;
    }
}
