package dev.roommesh.agent.signaling;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** A real WebSocket server on loopback that does what a test says with each message. */
final class LoopbackServer implements AutoCloseable {
    private static final SignalCodec CODEC = new SignalCodec();

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final BlockingQueue<FromPeer> received = new LinkedBlockingQueue<>();

    /** What to do with a message. */
    interface Behaviour extends BiConsumer<Conversation, FromPeer> {}

    /** One worker's socket. */
    static final class Conversation {
        private final Session session;
        private final Runnable connection;
        private volatile boolean deaf;

        Conversation(Session session, Runnable connection) {
            this.session = session;
            this.connection = connection;
        }

        void say(FromServer message) {
            session.sendText(CODEC.encode(message), Callback.NOOP);
        }

        void sayInParts(FromServer message) {
            String text = CODEC.encode(message);
            int half = text.length() / 2;
            session.sendPartialText(text.substring(0, half), false, Callback.from(
                    () -> session.sendPartialText(text.substring(half), true, Callback.NOOP), _ -> {}));
        }

        void sayText(String text) {
            session.sendText(text, Callback.NOOP);
        }

        void welcome(FromPeer register, String ticket) {
            var to = (FromPeer.Register) register;
            say(new FromServer.Registered(to.roomId(), to.peerId(), List.of(), null, 0, Features.of(true), List.of(),
                    30, ticket, List.of(), Map.of(), List.of()));
        }

        void refuse(ErrorCode code, @Nullable Long retryAfterMs) {
            say(new FromServer.Refused(code, "why", "The sentence of " + code + ".", null, retryAfterMs));
        }

        /** Says that it goes. */
        void close() {
            deaf = true;
            session.close(StatusCode.SHUTDOWN, "going", Callback.NOOP);
        }

        /** Goes without a word. */
        void drop() {
            deaf = true;
            connection.run();
        }

        void takeNothingMore() {
            deaf = true;
        }

        void takeAgain() {
            deaf = false;
            session.demand();
        }
    }

    /** @param port any free one where 0 */
    LoopbackServer(int port, Behaviour behaviour) {
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setMaxTextMessageSize(Limits.SIGNAL_FRAME_BYTES_MAX);
            container.addMapping("/ws", (_, _, _) -> new Socket(behaviour));
        }));
        try {
            server.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    ConnectionFacts facts() {
        return ConnectionFacts.of("http://127.0.0.1:" + port(), "lab", "secret-token");
    }

    /** The next message of any worker, within a limit. */
    FromPeer next() throws InterruptedException {
        FromPeer message = received.poll(20, TimeUnit.SECONDS);
        if (message == null) throw new AssertionError("no message came");
        return message;
    }

    FromPeer.Register nextRegister() throws InterruptedException {
        return (FromPeer.Register) next();
    }

    int waiting() {
        return received.size();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Jetty calls it. */
    public final class Socket implements Session.Listener {
        private final Behaviour behaviour;
        private @Nullable Conversation conversation;

        Socket(Behaviour behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        public void onWebSocketOpen(Session session) {
            conversation = new Conversation(session,
                    () -> connector.getConnectedEndPoints().forEach(EndPoint::close));
            session.demand();
        }

        @Override
        public void onWebSocketText(String text) {
            if (!(CODEC.decodeFromPeer(text) instanceof Decoded.Accepted<SignalCodec.Claimed>(var claimed)))
                throw new AssertionError("the worker sent what the codec refuses: " + text);
            received.add(claimed.message());
            Conversation with = Objects.requireNonNull(conversation);
            behaviour.accept(with, claimed.message());
            if (!with.deaf) with.session.demand();
        }
    }
}
