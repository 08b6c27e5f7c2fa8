package dev.roommesh.client.local;

import dev.roommesh.model.ConnectionFacts;

/** The content of {@code connection.json}: how the last {@code up} can be reached. */
public record SavedConnection(String server, String room, String token) {
    public SavedConnection {
        if (server.isBlank() || room.isBlank() || token.isBlank())
            throw new IllegalArgumentException("server, room and token are needed");
    }

    /** @throws IllegalArgumentException with one sentence that names what is wrong */
    public ConnectionFacts facts() {
        return ConnectionFacts.of(server, room, token);
    }

    /** Tokens never reach a log. */
    @Override
    public String toString() {
        return "SavedConnection[" + room + " at " + server + "]";
    }
}
