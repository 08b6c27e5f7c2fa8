package dev.roommesh.signaling.http;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.PeerId;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.websocket.SignalingHandler;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What old peers ask for when they end, without any proof of who asks. A peer is gone here once its socket has ended, so
 * nothing is left to do, and they are told so; only who proves to be that peer ends its sockets. The answer is always 200:
 * a program that is about to end can do nothing about another.
 */
@RestController
final class DepartureController {
    static final String PEER = "/delete-peer";
    static final String PEERS_AND_ROOM = "/delete-peers-and-room";
    static final int BODY_BYTES_MAX = 4 * 1024;
    private static final String BEARER = "Bearer ";

    private final RoomTokens tokens;
    private final SignalingHandler sockets;
    private final DiscoveryJson json = new DiscoveryJson();

    DepartureController(RoomTokens tokens, SignalingHandler sockets) {
        this.tokens = tokens;
        this.sockets = sockets;
    }

    /** @param peerId who shall be gone; null where a room is named */
    record Asked(@Nullable PeerId peerId) {}

    record Answer(String status) {
        static final Answer DONE = new Answer("peer deleted successfully");
        static final Answer NOTHING = new Answer(
                "nothing to delete: a peer is gone when its connection ends, and a room when it has been empty for long");
    }

    @PostMapping({PEER, PEERS_AND_ROOM})
    Answer depart(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX);
        Optional<PeerId> shown = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.startsWith(BEARER))
                .flatMap(header -> tokens.signedIn(header.substring(BEARER.length())));
        boolean gone = shown.isPresent() && asked(body).equals(shown) && sockets.depart(shown.get());
        return gone ? Answer.DONE : Answer.NOTHING;
    }

    private Optional<PeerId> asked(byte[] body) {
        return json.decode(new String(body, StandardCharsets.UTF_8),
                Asked.class) instanceof Decoded.Accepted<Asked>(Asked asked)
                        ? Optional.ofNullable(asked.peerId())
                        : Optional.empty();
    }
}
