package dev.roommesh.benchmarks.signaling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1 on which nobody listens now. */
final class FreePorts {
    private FreePorts() {}

    /** Held all at once until they are known, so that they differ. */
    static List<Integer> take(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral(Servers.HOST), 0));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held)
                socket.close();
            return ports;
        } catch (IOException none) {
            throw new UncheckedIOException("no port is free", none);
        }
    }
}
