package dev.roommesh.signaling.websocket;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/** All sockets of this server. */
public final class SignalingHandler implements WebSocketHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SignalingHandler.class);
    private static final CloseStatus ENDING = CloseStatus.SERVICE_RESTARTED
            .withReason("the server ends: register again when it is back");
    private static final String SESSION = PeerSession.class.getName();

    private final Map<String, PeerSession> sessions = new ConcurrentHashMap<>();
    private final Services services;
    private volatile boolean draining;

    public SignalingHandler(Services services) {
        this.services = services;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        var socket = new PeerSocket(session, services.codec(), services.events(), services.time());
        var peer = new PeerSession(socket, services);
        session.getAttributes().put(SESSION, peer);
        services.events().opened();
        sessions.put(session.getId(), peer);
        if (draining) {
            socket.end(ENDING);
            return;
        }
        // The map's size is exact enough: it is off by those that open at the very same time.
        if (sessions.size() > services.limits().socketsMax()) {
            services.events().refused(ErrorCode.RETRY_LATER);
            String sentence = "This server has all the connections that it can have: try again later.";
            socket.endWith(new FromServer.Refused(ErrorCode.RETRY_LATER, sentence, sentence, null, 10_000L));
        }
    }

    @Override
    public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
        PeerSession peer = peer(session);
        switch (message) {
            case TextMessage text -> peer.received(text.getPayload(), text.isLast());
            case BinaryMessage binary -> {
                if (binary.isLast()) peer.receivedBinary();
            }
            case PongMessage _ -> peer.signOfLife();
            default -> throw new IllegalStateException("Jetty reads texts, bytes and pongs alone");
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable cause) {
        LOG.debug("socket={} error={}", session.getId(), cause.toString());
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        if (sessions.remove(session.getId()) == null) return;
        services.events().closed();
        peer(session).closed();
    }

    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    /** Ends what has run out by now. To be called each second or so. */
    public void sweep(Instant now) {
        sessions.values().forEach(session -> session.sweep(now));
    }

    /** Asks every socket for a pong: the sign of life of peers that have nothing to say. */
    public void pingSockets() {
        sessions.values().forEach(session -> session.socket().ping());
    }

    /** Tells every registered peer that the server is alive. */
    public void pingPeers() {
        sessions.values().stream().filter(PeerSession::isRegistered)
                .forEach(session -> session.socket().send(new FromServer.Ping()));
    }

    /** Ends all sockets, since the server ends. */
    public void drain() {
        draining = true;
        sessions.values().forEach(session -> session.socket().end(ENDING));
    }

    public int socketCount() {
        return sessions.size();
    }

    private static PeerSession peer(WebSocketSession session) {
        if (session.getAttributes().get(SESSION) instanceof PeerSession peer) return peer;
        throw new IllegalStateException("a socket speaks before it is open");
    }
}
