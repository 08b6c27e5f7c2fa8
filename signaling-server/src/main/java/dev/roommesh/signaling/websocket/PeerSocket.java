package dev.roommesh.signaling.websocket;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromServer;
import dev.roommesh.signaling.oldpeer.Dialect;
import dev.roommesh.signaling.oldpeer.TodaysDialect;
import dev.roommesh.signaling.room.Connection;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/** The writing half of a socket: an outbox, and one virtual thread that empties it. */
final class PeerSocket implements Connection {
    /** Codes for which an error is the last word, as closing frames say it. All others are 1008, policy violation. */
    private static final Map<ErrorCode, CloseStatus> STATUSES = Map.of(ErrorCode.RETRY_LATER,
            CloseStatus.SERVICE_OVERLOAD, ErrorCode.INTERNAL, CloseStatus.SERVER_ERROR);

    private final WebSocketSession session;
    private final SignalCodec codec;
    private final SocketEvents events;
    private final InstantSource time;
    private final Outbox outbox = new Outbox(SocketLimits.OUTBOX_BYTES_MAX);
    /** Null before the registration. */
    private @Nullable Features told;
    private final Object telling = new Object();
    private volatile Dialect dialect = new TodaysDialect();
    private volatile boolean superseded;
    private volatile @Nullable Instant endedAt;
    private volatile @Nullable CloseStatus goodbye;

    PeerSocket(WebSocketSession session, SignalCodec codec, SocketEvents events, InstantSource time) {
        this.session = session;
        this.codec = codec;
        this.events = events;
        this.time = time;
        Thread.ofVirtual().name("outbox").start(this::drain);
    }

    @Override
    public boolean isBehind() {
        return outbox.bytesWaiting() > SocketLimits.BEHIND_BYTES;
    }

    @Override
    public void send(FromServer message) {
        if (message instanceof FromServer.Registered welcome) {
            synchronized (telling) {
                told = welcome.features();
                put(message);
            }
        } else {
            put(message);
        }
    }

    private void put(FromServer message) {
        dialect.said(message).ifPresent(this::write);
    }

    private void write(FromServer message) {
        if (!outbox.put(codec.encode(message))) cutOff();
    }

    Dialect dialect() {
        return dialect;
    }

    /** As who registers here speaks; from before it is answered. */
    void speak(Dialect registered) {
        dialect = registered;
        superseded = false;
    }

    /** Its place is another socket's. */
    void supersede() {
        superseded = true;
    }

    /** Whether the peer has registered on another socket, and may still listen here. */
    boolean isSuperseded() {
        return superseded;
    }

    /** Tells a registered peer of its room's features, unless it was told the same; of several calls the last is right. */
    void tell(Supplier<Features> features) {
        synchronized (telling) {
            Features now = features.get();
            if (told == null || told.equals(now)) return;
            told = now;
            put(new FromServer.FeaturesChanged(now));
        }
    }

    @Override
    public void endWith(FromServer.Refused last) {
        CloseStatus status = STATUSES.getOrDefault(last.code(), CloseStatus.POLICY_VIOLATION)
                .withReason(last.code().name());
        switch (dialect.farewell(last)) {
            case SAID -> {
                write(last);
                end(status);
            }
            case SILENT -> end(status);
            case LEFT_OUT -> superseded = true;
        }
    }

    /**
     * The same for a peer that goes on sending: it is closed a little later, and what it sends meanwhile is read and
     * dropped. A close over unread input resets the connection, and then the peer loses what it has not read: the error.
     */
    void endAfterHearingOut(FromServer.Refused last) {
        if (hasEnded()) return;
        send(last);
        goodbye = STATUSES.getOrDefault(last.code(), CloseStatus.POLICY_VIOLATION).withReason(last.code().name());
        endedAt = time.instant();
    }

    @Override
    public void end(String reason) {
        end(CloseStatus.POLICY_VIOLATION.withReason(reason));
    }

    void end(CloseStatus status) {
        if (endedAt == null) endedAt = time.instant();
        outbox.close(status);
    }

    /** Whether the peer was told that this is the end: nothing that it still sends is read. */
    boolean hasEnded() {
        return endedAt != null;
    }

    void ping() {
        outbox.ping();
    }

    /** A peer that does not take its goodbye is cut off. */
    void sweep(Instant now) {
        Instant ended = endedAt;
        CloseStatus waiting = goodbye;
        if (ended != null && waiting != null && !now.isBefore(ended.plus(SocketLimits.HEARD_OUT_FOR))) {
            goodbye = null;
            outbox.close(waiting);
        }
        if (ended != null && !now.isBefore(ended.plus(SocketLimits.GOODBYE_WITHIN))) disconnect();
    }

    /** The socket is gone: its thread ends. */
    void closed() {
        end(CloseStatus.NORMAL);
    }

    private void cutOff() {
        if (hasEnded()) return;
        events.overflowed();
        end(CloseStatus.SESSION_NOT_RELIABLE);
        // Not from this thread: it may hold a room's lock, which the end of a socket needs.
        Thread.startVirtualThread(this::disconnect);
    }

    private void disconnect() {
        Session jetty = ((NativeWebSocketSession) session).getNativeSession(Session.class);
        if (jetty != null) jetty.disconnect();
    }

    private void drain() {
        try {
            Outbox.Item item;
            do {
                item = outbox.take();
                write(item);
                outbox.written(item);
            } while (!(item instanceof Outbox.Item.Close));
        } catch (IOException | IllegalStateException gone) {
            // Whoever reads hears of it as the end of the socket, and that frees the place.
            disconnect();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nobody interrupts an outbox", impossible);
        }
    }

    private void write(Outbox.Item item) throws IOException {
        switch (item) {
            case Outbox.Item.Text text -> session.sendMessage(new TextMessage(text.text()));
            case Outbox.Item.Ping _ -> session.sendMessage(new PingMessage());
            case Outbox.Item.Close close -> session.close(close.status());
        }
    }
}
