package dev.roommesh.signaling.websocket;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
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
    private static final String COUNTED = SESSION + ".counted";

    private final Map<String, PeerSession> sessions = new ConcurrentHashMap<>();
    private final Services services;
    /** Sockets within their address's limit; the others are about to end. */
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean draining;

    public SignalingHandler(Services services) {
        this.services = services;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        var socket = new PeerSocket(session, services.codec(), services.events(), services.time());
        String address = OpenedFrom.of(session);
        var peer = new PeerSession(socket, address, services);
        boolean counted = services.quotas().open(address);
        if (counted) session.getAttributes().put(COUNTED, address);
        boolean fits = counted && accepted.incrementAndGet() <= services.limits().socketsMax();
        session.getAttributes().put(SESSION, peer);
        services.events().opened();
        sessions.put(session.getId(), peer);
        if (draining) {
            socket.end(ENDING);
            return;
        }
        if (!counted) {
            services.events().refused(ErrorCode.RATE_LIMITED);
            String sentence = "Too many connections come from one address: try again later.";
            socket.endWith(new FromServer.Refused(ErrorCode.RATE_LIMITED, sentence, sentence, null, 1_000L));
            return;
        }
        if (!fits) {
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
        if (session.getAttributes().get(COUNTED) instanceof String address) {
            services.quotas().closed(address);
            accepted.decrementAndGet();
        }
        peer(session).closed();
    }

    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    /** Whether the socket's peer was told that this is the end. */
    boolean isEnding(WebSocketSession session) {
        return peer(session).socket().hasEnded();
    }

    /** Ends what has run out by now. To be called each second or so. */
    public void sweep(Instant now) {
        Set<RoomId> rooms = new HashSet<>();
        Map<Place, List<PeerSession>> superseded = new HashMap<>();
        for (PeerSession session : sessions.values()) {
            session.sweep(now);
            session.room().ifPresent(rooms::add);
            session.superseded().ifPresent(sender -> superseded
                    .computeIfAbsent(new Place(sender.room(), sender.peer()), _ -> new ArrayList<>()).add(session));
        }
        superseded.values().forEach(SignalingHandler::endOldest);
        if (services.terms().look(rooms)) tellFeatures();
    }

    private static void endOldest(List<PeerSession> ofOnePeer) {
        ofOnePeer.sort(Comparator.comparing(PeerSession::openedAt));
        int over = Math.max(0, ofOnePeer.size() - SocketLimits.SUPERSEDED_MAX);
        ofOnePeer.subList(0, over).forEach(session -> session.socket().end("too many sockets of one peer"));
    }

    private record Place(RoomId room, PeerId peer) {}

    /** A token was revoked: whoever registered with it is told, and its socket ends. */
    public void endRevoked() {
        sessions.values().forEach(PeerSession::endIfRevoked);
    }

    /** An old peer of this name, which has proved to be that, leaves its rooms; false where none is here. */
    public boolean depart(PeerId peer) {
        List<PeerSession> its = sessions.values().stream().filter(session -> session.isOldPeer(peer)).toList();
        its.forEach(PeerSession::leave);
        return !its.isEmpty();
    }

    /** What is switched on may have changed: whoever is concerned is told, one room after the other. */
    public void tellFeatures() {
        Map<RoomId, List<PeerSession>> byRoom = new HashMap<>();
        for (PeerSession session : sessions.values())
            session.room().ifPresent(room -> byRoom.computeIfAbsent(room, _ -> new ArrayList<>()).add(session));
        byRoom.values().forEach(room -> room.forEach(PeerSession::tellFeatures));
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

    /**
     * Ends all sockets, since the server ends, one after another over a time: all at once would come back at once. New
     * ones are ended at once. Returns when the last has been told.
     */
    public void drain(Duration over) {
        draining = true;
        List<PeerSession> all = new ArrayList<>(sessions.values());
        Collections.shuffle(all);
        long between = all.isEmpty() ? 0 : over.toNanos() / all.size();
        long next = System.nanoTime();
        for (PeerSession session : all) {
            session.socket().end(ENDING);
            next += between;
            for (long rest = next - System.nanoTime(); rest > 0; rest = next - System.nanoTime())
                LockSupport.parkNanos(rest);
        }
        sessions.values().forEach(session -> session.socket().end(ENDING));
    }

    /** Rooms with a peer here, in which workers keep the registry themselves. */
    public Set<RoomId> roomsWithRegistry() {
        return sessions.values().stream().flatMap(session -> session.room().stream())
                .filter(room -> services.terms().hasRegistry(room)).collect(Collectors.toSet());
    }

    public int socketCount() {
        return sessions.size();
    }

    private static PeerSession peer(WebSocketSession session) {
        if (session.getAttributes().get(SESSION) instanceof PeerSession peer) return peer;
        throw new IllegalStateException("a socket speaks before it is open");
    }
}
