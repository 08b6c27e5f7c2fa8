package dev.roommesh.client;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A real WebSocket server on loopback that does what a test says with each message. */
public final class WebSocketPeer implements AutoCloseable {
    private final SignalCodec codec = new SignalCodec();
    private final Server server = new Server();
    private final BlockingQueue<FromPeer> received = new LinkedBlockingQueue<>();
    private final URI base;

    /** What to do with a message. */
    public interface Behaviour extends BiConsumer<Conversation, FromPeer> {}

    /** One client's socket. */
    public record Conversation(Session session, SignalCodec codec) {
        public void say(FromServer message) {
            session.sendText(codec.encode(message), Callback.NOOP);
        }

        /** The usual answer to a registration. */
        public void welcome(FromPeer.Register register) {
            welcome(register, 30);
        }

        public void welcome(FromPeer.Register register, int leaseSeconds) {
            say(new FromServer.Registered(register.roomId(), register.peerId(), List.of(), null, 0, Features.of(true),
                    List.of(), leaseSeconds, "ticket", List.of(), Map.of(), List.of()));
        }
    }

    public WebSocketPeer(Behaviour behaviour) {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setMaxTextMessageSize(Limits.SIGNAL_FRAME_BYTES_MAX);
            container.addMapping("/ws", (request, response, callback) -> new Socket(behaviour));
        }));
        try {
            server.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        base = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    public URI base() {
        return base;
    }

    public ConnectionFacts facts() {
        return ConnectionFacts.of(base.toString(), "room-1", "token-1");
    }

    /** The next message that came, within a limit. */
    public FromPeer next() throws InterruptedException {
        FromPeer message = received.poll(10, TimeUnit.SECONDS);
        if (message == null) throw new AssertionError("no message came");
        return message;
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
    public final class Socket extends Session.Listener.AbstractAutoDemanding {
        private final Behaviour behaviour;

        Socket(Behaviour behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        public void onWebSocketText(String text) {
            if (!(codec.decodeFromPeer(text) instanceof Decoded.Accepted<SignalCodec.Claimed>(var claimed)))
                throw new AssertionError("the client sent what the codec refuses: " + text);
            received.add(claimed.message());
            behaviour.accept(new Conversation(getSession(), codec), claimed.message());
        }
    }
}
