package dev.roommesh.codec;

import dev.roommesh.codec.Decoded.Accepted;
import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The messages between a peer and the signaling server, as JSON texts. Safe for use by many threads. */
public final class SignalCodec {
    private static final String[] SENDER_FIELDS = {"from_peer_id", "sender", "peer_id"};

    private final JsonMapper mapper = WireMapper.json();

    /**
     * A peer's message beside the sender that it claims.
     *
     * @param claimedSender what the frame says of its sender, if it does; the socket alone knows
     */
    public record Claimed(FromPeer message, Optional<String> claimedSender) {}

    public String encode(FromPeer message) {
        return mapper.writerFor(FromPeer.class).writeValueAsString(message);
    }

    public String encode(FromServer message) {
        return mapper.writerFor(FromServer.class).writeValueAsString(message);
    }

    /** What a peer said. Never throws for what a text holds. */
    public Decoded<Claimed> decodeFromPeer(String text) {
        return decodeFromPeer(text, null);
    }

    /**
     * The same for an old peer, which knows some types of messages alone.
     *
     * @param words the types that it knows; any other is unknown to it, whatever is in the message
     */
    public Decoded<Claimed> decodeFromOldPeer(String text, Set<String> words) {
        return decodeFromPeer(text, words);
    }

    private Decoded<Claimed> decodeFromPeer(String text, @Nullable Set<String> oldWords) {
        if (text.length() > Limits.SIGNAL_FRAME_BYTES_MAX) return tooLarge();
        return switch (Reading.of("JSON", () -> mapper.readTree(text))) {
            case Rejected<JsonNode>(Cause cause, String why) -> new Rejected<>(cause, why);
            case Accepted<JsonNode>(JsonNode tree) when isUnknown(tree, oldWords) ->
                Reading.unknownType(OldFrames.type(tree));
            case Accepted<JsonNode>(JsonNode tree) -> Reading.of("JSON", () -> {
                OldFrames.adapt(tree, oldWords != null);
                FromPeer message = mapper.treeToValue(tree, FromPeer.class);
                return message == null ? null : new Claimed(message, claimedSender(tree));
            });
        };
    }

    private static boolean isUnknown(JsonNode tree, @Nullable Set<String> words) {
        String type = OldFrames.type(tree);
        return words != null && !type.isEmpty() && !words.contains(type);
    }

    /** What the server said. Never throws for what a text holds. */
    public Decoded<FromServer> decodeFromServer(String text) {
        if (text.length() > Limits.SIGNAL_FRAME_BYTES_MAX) return tooLarge();
        return Reading.of("JSON", () -> mapper.readValue(text, FromServer.class));
    }

    private static Optional<String> claimedSender(JsonNode tree) {
        for (String field : SENDER_FIELDS) {
            JsonNode value = tree.get(field);
            if (value != null) return Optional.of(value.asString(""));
        }
        return Optional.empty();
    }

    private static <T> Decoded<T> tooLarge() {
        return new Rejected<>(Cause.TOO_LARGE,
                "a message has at most " + Limits.SIGNAL_FRAME_BYTES_MAX + " bytes");
    }
}
