package dev.roommesh.signaling.websocket;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.jetty.JettyWebSocketSession;

/** Hands what Jetty reads to a handler that takes parts. Jetty calls one method at a time, and only those of public classes. */
public final class JettyListener implements Session.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(JettyListener.class);

    private final WebSocketHandler handler;
    private final JettyWebSocketSession session;
    /** What a flooder still sends is read so seldom that reading it costs nothing. */
    private static final Executor SLOWLY = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final Consumer<Configurable> settings;
    private final Predicate<WebSocketSession> ending;

    /** @param ending whether a socket is about to end, and what comes on it is dropped */
    JettyListener(WebSocketHandler handler, JettyWebSocketSession session, Consumer<Configurable> settings,
            Predicate<WebSocketSession> ending) {
        this.ending = ending;
        this.handler = handler;
        this.session = session;
        this.settings = settings;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        settings.accept(opened);
        session.initializeNativeSession(opened);
        call(() -> handler.afterConnectionEstablished(session));
        opened.demand();
    }

    @Override
    public void onWebSocketPartialText(String part, boolean last) {
        handle(new TextMessage(part, last));
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer part, boolean last, Callback callback) {
        callback.succeed();
        handle(new BinaryMessage(new byte[0], last));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        handle(new PongMessage());
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        call(() -> handler.handleTransportError(session, cause));
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        call(() -> handler.afterConnectionClosed(session, new CloseStatus(code, reason)));
    }

    private void handle(WebSocketMessage<?> message) {
        call(() -> handler.handleMessage(session, message));
        if (ending.test(session)) SLOWLY.execute(session.getNativeSession()::demand);
        else
            session.getNativeSession().demand();
    }

    /** Throws what a handler throws. */
    private interface Call {
        void run() throws Exception;
    }

    /** A fault of ours in one socket's frame must not end the others; it ends that one. */
    private void call(Call call) {
        try {
            call.run();
        } catch (Exception fault) {
            LOG.error("fault=handler the socket is closed", fault);
            session.getNativeSession().disconnect();
        }
    }
}
