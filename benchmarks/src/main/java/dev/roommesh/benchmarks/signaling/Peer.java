package dev.roommesh.benchmarks.signaling;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** An honest peer at the other end of a real socket. Public because Jetty calls only methods of public classes. */
public final class Peer implements Session.Listener.AutoDemanding {
    private static final SignalCodec CODEC = new SignalCodec();

    /** Who is told what a peer hears; times are by {@link System#nanoTime}, taken before anything is decoded. */
    interface Ear {
        Ear DEAF = (_, _, _) -> {};

        void heard(Peer peer, FromServer message, long nanos);

        /** The payload of a ping has come back. */
        default void heardEcho(ByteBuffer payload, long nanos) {}
    }

    private final FromPeer.Register registration;
    private final Ear ear;
    private final Complaints complaints;
    private volatile CompletableFuture<Peer> registered = new CompletableFuture<>();
    private volatile @Nullable Session session;
    private volatile boolean isIn;
    private volatile boolean isLeaving;

    Peer(FromPeer.Register registration, Ear ear, Complaints complaints) {
        this.registration = registration;
        this.ear = ear;
        this.complaints = complaints;
    }

    PeerId id() {
        return registration.peerId();
    }

    /** Whether it has a registration, as far as it knows. */
    boolean isIn() {
        return isIn;
    }

    /** Registers, for the first time or again. One registration at a time. */
    CompletableFuture<Peer> register() {
        var answer = new CompletableFuture<Peer>();
        registered = answer;
        send(registration);
        return answer;
    }

    void send(FromPeer message) {
        open().sendText(CODEC.encode(message), Callback.NOOP);
    }

    /** Sends bytes that the other end's WebSocket layer sends back, and nothing above it sees. */
    void ping(ByteBuffer payload) {
        open().sendPing(payload, Callback.NOOP);
    }

    /** Ends the socket; from now on its end is no reason to complain. */
    void leave() {
        isLeaving = true;
        Session open = session;
        if (open != null) open.close();
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
    }

    @Override
    public void onWebSocketText(String text) {
        long now = System.nanoTime();
        switch (CODEC.decodeFromServer(text)) {
            case Decoded.Accepted<FromServer>(FromServer message) -> heard(message, now);
            case Decoded.Rejected<FromServer>(_, String why) -> complaints.add("unreadable: " + why);
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        ear.heardEcho(payload, System.nanoTime());
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        if (!isLeaving) complaints.add("socket failed: " + cause.getClass().getSimpleName());
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        if (isLeaving) return;
        isIn = false;
        complaints.add("socket ended: " + code);
        fail("its socket ended with " + code + " " + reason);
    }

    private void heard(FromServer message, long nanos) {
        switch (message) {
            case FromServer.Registered _ -> {
                isIn = true;
                registered.complete(this);
            }
            case FromServer.Refused refused -> {
                complaints.add(refused.code().name());
                // Who was never in is shut out: the end of the socket follows, and only then it may open another.
                if (isIn) fail(refused.code().name());
            }
            default -> ear.heard(this, message, nanos);
        }
    }

    private void fail(String why) {
        registered.completeExceptionally(new IllegalStateException(why));
    }

    private Session open() {
        Session open = session;
        if (open == null) throw new IllegalStateException("a peer speaks before its socket is open");
        return open;
    }
}
