package dev.roommesh.codec;

import dev.roommesh.codec.Decoded.Accepted;
import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidTypeIdException;

/** Turns what the JSON library throws at bad input into a value with one sentence. */
final class Reading {
    private static final int SENTENCE_CHARS_MAX = 200;

    private static final Pattern INTERNAL = Pattern
            .compile("[a-z]+\\.[a-z]+\\.|JsonToken|JsonRead|Cannot invoke|Feature");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    /** Throws what the library throws. */
    interface Read<T> {
        /** Null where the text holds the word null. */
        @Nullable
        T read() throws JacksonException;
    }

    private Reading() {}

    static <T> Decoded<T> of(String format, Read<T> read) {
        try {
            T message = read.read();
            return message == null
                    ? new Rejected<>(Cause.INVALID, "a message is an object with a type")
                    : new Accepted<>(message);
        } catch (InvalidTypeIdException unknown) {
            String type = unknown.getTypeId();
            return type == null ? new Rejected<>(Cause.UNKNOWN_TYPE, "a message needs a type") : unknownType(type);
        } catch (InputCoercionException outOfRange) {
            return new Rejected<>(Cause.INVALID, where(outOfRange) + "a number is out of range");
        } catch (StreamReadException | StreamConstraintsException malformed) {
            return new Rejected<>(Cause.MALFORMED, "not " + format + ": " + firstLine(malformed));
        } catch (NullPointerException notForeseen) {
            // The library's own, for a list of which bytes are the first, in the place of a message; what our
            // records throw comes as one of its exceptions.
            return new Rejected<>(Cause.MALFORMED, "not " + format + ": a message is an object with a type");
        } catch (JacksonException invalid) {
            return new Rejected<>(Cause.INVALID, where(invalid) + firstLine(invalid));
        }
    }

    static <T> Decoded<T> unknownType(String type) {
        return new Rejected<>(Cause.UNKNOWN_TYPE, "unknown message type " + printable(type));
    }

    private static String where(JacksonException invalid) {
        var path = new StringBuilder();
        for (JacksonException.Reference step : invalid.getPath()) {
            if (step.getPropertyName() != null) path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
        }
        return path.isEmpty() ? "" : printable(path.toString()) + ": ";
    }

    private static String firstLine(JacksonException thrown) {
        String sentence = thrown.getOriginalMessage();
        Throwable cause = thrown.getCause();
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) sentence = cause.getMessage();
        if (sentence == null) return "unreadable";
        if (sentence.startsWith("Missing required")) return "a field is missing: " + printable(quoted(sentence));
        if (sentence.startsWith("Invalid `null`")) return "nothing is not a value here";
        // What the library says in its own terms helps no peer.
        if (INTERNAL.matcher(sentence).find()) return "a value of the wrong type, or out of range";
        return printable(sentence.lines().findFirst().orElse("unreadable"));
    }

    private static String quoted(String sentence) {
        Matcher name = QUOTED.matcher(sentence);
        return name.find() ? name.group(1) : "one that is required";
    }

    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= SENTENCE_CHARS_MAX ? line : line.substring(0, SENTENCE_CHARS_MAX) + "...";
    }
}
