package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A peer at the other end of a real socket. */
public final class RawPeer implements WebSocket.Listener, AutoCloseable {
    static final int WAIT_SECONDS = 20;
    private static final SignalCodec CODEC = new SignalCodec();

    public record Closing(int code, String reason) {}

    private final BlockingQueue<FromServer> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closing> closing = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final boolean reading;
    private final WebSocket socket;

    public RawPeer(URI server) {
        this(server, true);
    }

    /** @param reading false for a peer that never takes what the server sends */
    RawPeer(URI server, boolean reading) {
        this.reading = reading;
        this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(server, this).join();
    }

    public static FromPeer.Register register(String peer, Room room, Role role, long gpu) {
        return new FromPeer.Register(new PeerId(peer), room.id(), room.token(), role,
                new Profile(List.of("test"), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(gpu))), 1L, null, null,
                null, null);
    }

    public record Room(RoomId id, String token) {}

    public FromServer.Registered joinAsWorker(String peer, Room room, long gpu) {
        send(register(peer, room, Role.WORKER, gpu));
        return next(FromServer.Registered.class);
    }

    /** The same, for whoever may be refused. */
    FromServer joinAsWorkerAgain(String peer, Room room, long gpu) {
        inbox.clear();
        send(register(peer, room, Role.WORKER, gpu));
        return awaitAnswer();
    }

    public FromServer.Registered joinAsClient(String peer, Room room) {
        send(register(peer, room, Role.CLIENT, 0));
        return next(FromServer.Registered.class);
    }

    public void send(FromPeer message) {
        send(CODEC.encode(message));
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    CompletableFuture<WebSocket> sendLater(String text) {
        return socket.sendText(text, true);
    }

    /** The next message, which must be of this type; what the server says when its time has come is passed over. */
    public <M extends FromServer> M next(Class<M> type) {
        FromServer message = next();
        while (isOfItsTime(message) && !type.isInstance(message))
            message = next();
        assertThat(message).isInstanceOf(type);
        return type.cast(message);
    }

    /** The next message of this type, whatever comes before. */
    public <M extends FromServer> M await(Class<M> type) {
        FromServer message = next();
        while (!type.isInstance(message))
            message = next();
        return type.cast(message);
    }

    /** The answer to a registration: that it was made, or why not. */
    public FromServer awaitAnswer() {
        FromServer message = next();
        while (!(message instanceof FromServer.Registered || message instanceof FromServer.Refused))
            message = next();
        return message;
    }

    private FromServer next() {
        try {
            FromServer message = inbox.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            return message == null
                    ? fail("nothing came within " + WAIT_SECONDS + " s; end of the socket: " + closing.getNow(null))
                    : message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** A message of this type that comes soon, or null; whatever comes before is passed over. */
    public <M extends FromServer> @Nullable M poll(Class<M> type) {
        try {
            FromServer message = inbox.poll(100, TimeUnit.MILLISECONDS);
            while (message != null && !type.isInstance(message))
                message = inbox.poll(100, TimeUnit.MILLISECONDS);
            return message == null ? null : type.cast(message);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public boolean hasEnded() {
        return closing.isDone();
    }

    public boolean hasHeardNothing() {
        return inbox.stream().allMatch(RawPeer::isOfItsTime);
    }

    /** Pings, and within a second of a change of who is there, what follows from it for the room. */
    private static boolean isOfItsTime(FromServer message) {
        return message instanceof FromServer.Ping || message instanceof FromServer.FeaturesChanged;
    }

    public Closing awaitClosing() {
        return closing.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        partial.append(part);
        if (last) {
            switch (CODEC.decodeFromServer(partial.toString())) {
                case Decoded.Accepted<FromServer>(FromServer message) -> inbox.add(message);
                case Decoded.Rejected<FromServer> rejected -> throw new AssertionError(rejected + " " + partial);
            }
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closing.complete(new Closing(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closing.complete(new Closing(1006, String.valueOf(error.getMessage())));
    }

    /** Says goodbye as a program that ends in order. */
    public void hangUp() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
