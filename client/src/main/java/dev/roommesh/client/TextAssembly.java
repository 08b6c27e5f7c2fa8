package dev.roommesh.client;

/** Puts a message together that comes in parts. Holds no more than its limit. */
final class TextAssembly {
    private final int charsMax;
    private final StringBuilder parts = new StringBuilder();

    sealed interface Step {
        /** The last part has not come yet. */
        record Incomplete() implements Step {}

        record Complete(String text) implements Step {}

        /** More characters than the limit; what came is dropped. */
        record TooLarge() implements Step {}
    }

    TextAssembly(int charsMax) {
        this.charsMax = charsMax;
    }

    Step add(CharSequence part, boolean last) {
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
