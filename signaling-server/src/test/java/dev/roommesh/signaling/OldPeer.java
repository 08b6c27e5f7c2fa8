package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.fail;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An old program's end of a real socket: it says texts and hears objects, whatever is in them. */
public final class OldPeer implements WebSocket.Listener, AutoCloseable {
    private static final int WAIT_SECONDS = 20;

    private final BlockingQueue<Map<String, Object>> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closing = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    public OldPeer(URI server) {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(server, this).join();
    }

    public void say(String text) {
        socket.sendText(text, true).join();
    }

    public void say(Map<String, Object> message) {
        say(OldTrace.text(message));
    }

    /** Fails where the socket has ended. */
    boolean trySay(String text) {
        return socket.sendText(text, true).handle((_, failed) -> failed == null).join();
    }

    /** The next message; pings come whenever they are due. */
    public Map<String, Object> next() {
        try {
            Map<String, Object> message = inbox.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (message == null)
                return fail("nothing came within " + WAIT_SECONDS + " s; end of the socket: " + closing.getNow(null));
            return isPing(message) ? next() : message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** The next message, which must be of this type. */
    public Map<String, Object> next(String type) {
        Map<String, Object> message = next();
        return type.equals(message.get("type")) ? message : fail("not " + type + ": " + message);
    }

    /** The next message of this type, whatever comes before. */
    public Map<String, Object> await(String type) {
        Map<String, Object> message = next();
        return type.equals(message.get("type")) ? message : await(type);
    }

    /** All that has come and was not taken, but for pings. */
    public List<Map<String, Object>> rest() {
        List<Map<String, Object>> rest = new ArrayList<>();
        inbox.drainTo(rest);
        rest.removeIf(OldPeer::isPing);
        return rest;
    }

    /** Whether anything but a ping waits to be taken. */
    public boolean hasHeard() {
        return !inbox.stream().allMatch(OldPeer::isPing);
    }

    /** Whether a ping waits to be taken. */
    boolean hasHeardPing() {
        return inbox.stream().anyMatch(OldPeer::isPing);
    }

    private static boolean isPing(Map<String, Object> message) {
        return "ping".equals(message.get("type"));
    }

    public boolean hasEnded() {
        return closing.isDone();
    }

    /** The status with which the socket is closed. */
    public int awaitClosing() {
        return closing.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Says goodbye, if the socket has not ended. */
    public void hangUp() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").handle((_, failed) -> failed == null).join();
    }

    /** Ends without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        partial.append(part);
        if (last) {
            inbox.add(OldTrace.object(partial.toString()));
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closing.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closing.complete(1006);
    }
}
