package dev.roommesh.agent.jobs;

import java.time.Duration;

/** A text that can be read for a while only, so that a regular expression does not search it for ever. */
final class TimedText implements CharSequence {
    private final CharSequence text;
    private final long end;

    /** The time for reading is over. */
    static final class TimeIsOver extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    TimedText(CharSequence text, Duration time) {
        this(text, System.nanoTime() + time.toNanos());
    }

    private TimedText(CharSequence text, long end) {
        this.text = text;
        this.end = end;
    }

    /** @throws TimeIsOver once it is */
    @Override
    public char charAt(int index) {
        if (System.nanoTime() - end > 0) throw new TimeIsOver();
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return new TimedText(text.subSequence(from, to), end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
