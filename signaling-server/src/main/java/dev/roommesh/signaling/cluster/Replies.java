package dev.roommesh.signaling.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the engine's script answers: lists of texts and of lists. */
final class Replies {
    private Replies() {}

    /** @throws IllegalStateException where the script answers something else, which is a bug */
    static String text(List<?> reply, int place) {
        if (reply.size() > place && reply.get(place) instanceof String text) return text;
        throw new IllegalStateException("the engine's script answered " + reply);
    }

    static List<String> texts(List<?> reply, int place) {
        if (reply.size() > place && reply.get(place) instanceof List<?> list)
            return list.stream().map(String::valueOf).toList();
        throw new IllegalStateException("the engine's script answered " + reply);
    }

    static long number(List<?> reply, int place) {
        return Long.parseLong(text(reply, place));
    }

    /** Field, value, field, value, as Redis has a hash. */
    static Map<String, String> fields(List<?> reply, int place) {
        List<String> flat = texts(reply, place);
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2)
            fields.put(flat.get(i), flat.get(i + 1));
        return fields;
    }
}
