package dev.roommesh.model;

import java.net.URI;
import java.util.Locale;

/**
 * What it takes to enter a room.
 *
 * @param server base address of the signaling server: {@code http}, {@code https}, {@code ws} or {@code wss}
 * @param room which room
 * @param token of the room, 1 to {@link Limits#TOKEN_CHARS_MAX} characters
 */
public record ConnectionFacts(URI server, RoomId room, String token) {
    private static final String WEB_SOCKET_PATH = "/ws";

    /** @throws IllegalArgumentException with one sentence that names what is wrong */
    public ConnectionFacts {
        if (token.isBlank() || token.length() > Limits.TOKEN_CHARS_MAX)
            throw new IllegalArgumentException(
                    "a token has 1 to " + Limits.TOKEN_CHARS_MAX + " characters");
        requireServer(server);
    }

    /**
     * Reads the facts as a person writes them.
     *
     * @throws IllegalArgumentException with one sentence that names what is wrong
     */
    public static ConnectionFacts of(String server, String room, String token) {
        URI address;
        try {
            address = URI.create(server.strip());
        } catch (IllegalArgumentException malformed) {
            throw badServer();
        }
        return new ConnectionFacts(address, new RoomId(room.strip()), token.strip());
    }

    /** Where the messages go: {@code ws} or {@code wss}, path {@code /ws} below the server's base address. */
    public URI webSocket() {
        return URI
                .create((isSecure() ? "wss" : "ws") + "://" + server.getRawAuthority() + basePath() + WEB_SOCKET_PATH);
    }

    /** The server's base address as {@code http} or {@code https}, without a slash at its end. */
    public URI http() {
        return URI.create((isSecure() ? "https" : "http") + "://" + server.getRawAuthority() + basePath());
    }

    private boolean isSecure() {
        return scheme(server).equals("https") || scheme(server).equals("wss");
    }

    private String basePath() {
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        if (path.endsWith("/")) path = path.substring(0, path.length() - 1);
        return path.endsWith(WEB_SOCKET_PATH) ? path.substring(0, path.length() - WEB_SOCKET_PATH.length()) : path;
    }

    private static void requireServer(URI server) {
        boolean known = switch (scheme(server)) {
            case "http", "https", "ws", "wss" -> true;
            default -> false;
        };
        if (!known || server.getHost() == null || server.getRawUserInfo() != null) throw badServer();
    }

    private static String scheme(URI server) {
        return server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException badServer() {
        return new IllegalArgumentException("a server's address looks like http://127.0.0.1:8080");
    }

    /** Tokens never reach a log. */
    @Override
    public String toString() {
        return "ConnectionFacts[" + room + " at " + server + "]";
    }
}
