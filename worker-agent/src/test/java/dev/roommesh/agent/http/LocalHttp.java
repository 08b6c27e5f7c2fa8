package dev.roommesh.agent.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Says to a server what no library would let a test say. */
record LocalHttp(int port) {
    private static final int ANSWER_LIMIT_MILLIS = 20_000;

    /** What came back. */
    record Answer(int status, String head, String body) {}

    Answer get(String path) throws IOException {
        return send("GET", path, "127.0.0.1:" + port, "", "");
    }

    Answer put(String path, String body) throws IOException {
        return send("PUT", path, "127.0.0.1:" + port, contentLength(body.length()), body);
    }

    static String contentLength(int characters) {
        return "Content-Type: application/json\r\nContent-Length: " + characters + "\r\n";
    }

    /** @param headers each with its line end */
    Answer send(String method, String path, String host, String headers, String body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + headers + "\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(0, end),
                    answer.substring(end + 4));
        }
    }
}
