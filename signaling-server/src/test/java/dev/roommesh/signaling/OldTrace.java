package dev.roommesh.signaling;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What real programs of 2025 and the server of their time said to one another, in its order. */
final class OldTrace {
    static final List<String> NAMES = List.of("session-clients-2025-10", "room-clients-2025-11",
            "mesh-workers-2025-12");
    private static final DiscoveryJson JSON = new DiscoveryJson();

    private OldTrace() {}

    /** One line. */
    sealed interface Step {
        record Mark(String what) implements Step {}

        record Request(String path, @Nullable Map<String, Object> body, Map<String, Object> answer) implements Step {}

        record Opened(int socket, String path) implements Step {}

        /** @param whole false where the program ended without a goodbye */
        record Closed(int socket, boolean whole) implements Step {}

        /** By a program; the text is no JSON where the frame was none. */
        record Said(int socket, String text) implements Step {}

        /** By the server. */
        record Told(int socket, Map<String, Object> message) implements Step {}
    }

    /** @param names what the trace's own names are replaced with */
    static List<Step> read(String name, Map<String, String> names) {
        List<Step> steps = new ArrayList<>();
        for (String line : text(name).lines().toList()) {
            String named = line;
            for (Map.Entry<String, String> entry : names.entrySet())
                named = named.replace(entry.getKey(), entry.getValue());
            steps.add(step(object(named)));
        }
        return steps;
    }

    private static String text(String name) {
        try (InputStream file = OldTrace.class.getResourceAsStream("/old-peers/" + name + ".jsonl")) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Step step(Map<String, Object> line) {
        if (line.get("mark") instanceof String mark) return new Step.Mark(mark);
        if (line.get("http") != null)
            return new Step.Request(word(line, "path"), asObject(line.get("request")),
                    Objects.requireNonNull(asObject(line.get("response"))));
        int socket = number(line, "conn");
        if (line.get("event") instanceof String event)
            return event.equals("open")
                    ? new Step.Opened(socket, word(line, "path"))
                    : new Step.Closed(socket, number(line, "code") == 1000);
        if (line.get("raw") instanceof String raw) return new Step.Said(socket, raw);
        Map<String, Object> message = Objects.requireNonNull(asObject(line.get("msg")));
        return word(line, "dir").equals("c2s") ? new Step.Said(socket, text(message)) : new Step.Told(socket, message);
    }

    static String text(Map<String, Object> message) {
        return JSON.encodeAny(message);
    }

    static Map<String, Object> object(String text) {
        return switch (JSON.decode(text, Map.class)) {
            case Decoded.Accepted<?>(var object) -> Objects.requireNonNull(asObject(object));
            case Decoded.Rejected<?> rejected -> throw new AssertionError(rejected + ": " + text);
        };
    }

    /** A field that must be there. */
    static String word(Map<String, Object> object, String field) {
        return (String) Objects.requireNonNull(object.get(field), field);
    }

    static int number(Map<String, Object> object, String field) {
        return (Integer) Objects.requireNonNull(object.get(field), field);
    }

    /** Null where it is none. */
    static @Nullable Map<String, Object> asObject(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) return null;
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, entry) -> object.put((String) key, entry));
        return object;
    }
}
