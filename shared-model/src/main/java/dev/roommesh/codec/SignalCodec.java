package dev.roommesh.codec;

import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.util.Optional;
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
        if (text.length() > Limits.SIGNAL_FRAME_BYTES_MAX) return tooLarge();
        return Reading.of("JSON", () -> {
            JsonNode tree = mapper.readTree(text);
            FromPeer message = mapper.treeToValue(tree, FromPeer.class);
            return message == null ? null : new Claimed(message, claimedSender(tree));
        });
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
