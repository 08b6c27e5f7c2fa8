package dev.roommesh.agent.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Listens to {@code /room/events}. */
final class EventListener implements AutoCloseable {
    private static final int EVENT_LIMIT_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader lines;
    private final String status;

    EventListener(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(EVENT_LIMIT_MILLIS);
        socket.getOutputStream()
                .write("GET /room/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        status = lines.readLine();
    }

    boolean isHeard() {
        return status.contains(" 200");
    }

    String next() throws IOException {
        while (true) {
            String line = lines.readLine();
            if (line == null) throw new IOException("the events ended");
            if (line.startsWith("data:")) return line;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
