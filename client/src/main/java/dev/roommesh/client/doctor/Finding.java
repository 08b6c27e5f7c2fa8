package dev.roommesh.client.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What one check has found.
 *
 * @param check one or two words
 * @param sentence what is so
 * @param remedy what to do about it; null where there is nothing to do
 */
public record Finding(String check, Level level, String sentence, @Nullable String remedy) {
    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Things work, but something will not, or not well. */
        WARNING,
        /** Something does not work. */
        FAILURE,
        /** It could not be looked at. */
        SKIPPED
    }

    static Finding ok(String check, String sentence) {
        return new Finding(check, Level.OK, sentence, null);
    }

    static Finding warning(String check, String sentence, String remedy) {
        return new Finding(check, Level.WARNING, sentence, remedy);
    }

    static Finding failure(String check, String sentence, String remedy) {
        return new Finding(check, Level.FAILURE, sentence, remedy);
    }

    static Finding skipped(String check, String sentence) {
        return new Finding(check, Level.SKIPPED, sentence, null);
    }
}
