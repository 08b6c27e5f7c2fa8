package dev.roommesh.signaling.cluster;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.util.Optional;

/**
 * What one server tells another. On the wire: a word, one or two names without a space, and the rest; the rest is a
 * message as a peer or a server says it, a sentence, or a change of a room.
 */
sealed interface ServerMessage {
    /** The peer on this socket of the receiver shall be told. */
    record Say(String socket, String message) implements ServerMessage {}

    /** It shall be told why, and the socket ends. */
    record EndWith(String socket, String refused) implements ServerMessage {}

    /** The socket ends. */
    record End(String socket, String reason) implements ServerMessage {}

    /** A worker that is connected to the sender has answered a question of the receiver's. */
    record Answer(RoomId room, PeerId worker, String message) implements ServerMessage {}

    /** Something has changed in a room in which the receiver has somebody. */
    record Changed(RoomId room, String change) implements ServerMessage {}

    default String text() {
        return switch (this) {
            case Say(String socket, String message) -> "say " + socket + " " + message;
            case EndWith(String socket, String refused) -> "end-with " + socket + " " + refused;
            case End(String socket, String reason) -> "end " + socket + " " + reason;
            case Answer(RoomId room, PeerId worker, String message) -> "answer " + room + " " + worker + " " + message;
            case Changed(RoomId room, String change) -> "room " + room + " " + change;
        };
    }

    /** Empty for what this version does not know. */
    static Optional<ServerMessage> of(String text) {
        String[] words = text.split(" ", 3);
        if (words.length < 3) return Optional.empty();
        try {
            return switch (words[0]) {
                case "say" -> Optional.of(new Say(words[1], words[2]));
                case "end-with" -> Optional.of(new EndWith(words[1], words[2]));
                case "end" -> Optional.of(new End(words[1], words[2]));
                case "room" -> Optional.of(new Changed(new RoomId(words[1]), words[2]));
                case "answer" -> {
                    String[] rest = words[2].split(" ", 2);
                    yield rest.length < 2
                            ? Optional.empty()
                            : Optional.of(new Answer(new RoomId(words[1]), new PeerId(rest[0]), rest[1]));
                }
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }
}
