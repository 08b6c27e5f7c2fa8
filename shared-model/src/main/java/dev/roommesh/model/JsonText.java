package dev.roommesh.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON that is only passed on: nobody on the way looks inside.
 *
 * @param text as JSON writes it, at most {@link Limits#PASSED_ON_CHARS_MAX} characters
 */
public record JsonText(String text) {
    public JsonText {
        if (text.length() > Limits.PASSED_ON_CHARS_MAX)
            throw new IllegalArgumentException(
                    "what is passed on has at most " + Limits.PASSED_ON_CHARS_MAX + " characters");
    }

    /** A peer id as a text; none of its characters means anything in JSON. */
    public static JsonText of(PeerId peer) {
        return new JsonText('"' + peer.value() + '"');
    }

    /**
     * Fields that are passed on beside those that are known, in their order: at most
     * {@link Limits#PASSED_ON_FIELDS_MAX}, and in all {@link Limits#PASSED_ON_CHARS_MAX} characters. None where null.
     */
    static Map<String, JsonText> fields(@Nullable Map<String, JsonText> given) {
        if (given == null || given.isEmpty()) return Map.of();
        if (given.size() > Limits.PASSED_ON_FIELDS_MAX)
            throw new IllegalArgumentException(
                    "a message has at most " + Limits.PASSED_ON_FIELDS_MAX + " fields of its sender's own");
        int chars = given.entrySet().stream()
                .mapToInt(field -> field.getKey().length() + field.getValue().text().length()).sum();
        if (chars > Limits.PASSED_ON_CHARS_MAX)
            throw new IllegalArgumentException(
                    "what is passed on has at most " + Limits.PASSED_ON_CHARS_MAX + " characters");
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }
}
