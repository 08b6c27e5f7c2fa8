package dev.roommesh.benchmarks.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A WebSocket that is written as fast as its server reads: frames that were made before, over a plain socket, so that
 * the guest takes as little as it can of the machine that is measured.
 */
final class FloodSocket implements AutoCloseable {
    /** Another machine than that of any honest peer, as the server sees it. */
    static final String ADDRESS = "127.0.0.2";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int READ_BYTES = 64 * 1024;
    /** What the server says to who sends too much, and to who sends too much nonsense. */
    private static final List<String> REFUSALS = List.of("RATE_LIMITED", "the connection ends");
    private static final int REFUSAL_CHARS_MAX = 32;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final Socket socket = new Socket();
    private volatile boolean isEnded;
    private volatile boolean isRefused;

    /** Connects and agrees on WebSocket. */
    FloodSocket(URI webSocket) throws IOException {
        try {
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), 0));
            socket.connect(new InetSocketAddress(webSocket.getHost(), webSocket.getPort()),
                    Math.toIntExact(LIMIT.toMillis()));
            write(String.join("\r\n", "GET " + webSocket.getPath() + " HTTP/1.1", "Host: " + webSocket.getAuthority(),
                    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13", END_OF_HEAD.substring(2)).getBytes(StandardCharsets.US_ASCII));
            skipHead();
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
        Thread.ofVirtual().name("flood-reader").start(this::read);
    }

    void write(byte[] frames) throws IOException {
        socket.getOutputStream().write(frames);
    }

    /** Whether the server has refused something or ended the socket: nothing more is to be sent. */
    boolean isOver() {
        return isEnded;
    }

    /** Whether the server has refused something. */
    boolean isRefused() {
        return isRefused;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void skipHead() throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf(END_OF_HEAD) < 0) {
            int next = in.read();
            if (next < 0) throw new IOException("the server agreed on no WebSocket");
            head.append((char) next);
        }
    }

    /** A guest that reads nothing would be cut off for that. */
    private void read() {
        byte[] bytes = new byte[READ_BYTES];
        String before = "";
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(bytes); count >= 0 && !isEnded; count = in.read(bytes)) {
                String text = before + new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
                isRefused = REFUSALS.stream().anyMatch(text::contains);
                isEnded = isRefused;
                // A word may lie across two reads.
                before = text.substring(Math.max(0, text.length() - REFUSAL_CHARS_MAX));
            }
        } catch (IOException ended) {
            // The one who writes hears of it, too.
        }
        isEnded = true;
        try {
            // A server that has refused reads no more: whoever writes would wait until it cuts the socket off.
            socket.close();
        } catch (IOException closed) {
            // Then it was closed from both sides.
        }
    }
}
