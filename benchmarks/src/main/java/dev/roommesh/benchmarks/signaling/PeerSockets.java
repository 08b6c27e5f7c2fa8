package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * Opens sockets from {@value #ADDRESSES} addresses of this machine in turn, for a server limits what one address may
 * do, and the peers of many rooms are on many machines. Safe for use by many threads.
 */
final class PeerSockets implements AutoCloseable {
    static final int ADDRESSES = 16;

    private static final int SELECTORS = 1;
    private static final int THREADS_MAX = 32;

    private final WebSocketClient client;

    PeerSockets() {
        var threads = new QueuedThreadPool(THREADS_MAX);
        threads.setName("peers");
        threads.setDaemon(true);
        var http = new HttpClient(new HttpClientTransportOverHTTP(new FromManyAddresses()));
        http.setExecutor(threads);
        http.setMaxConnectionsPerDestination(Integer.MAX_VALUE);
        client = new WebSocketClient(http);
        try {
            client.start();
        } catch (Exception impossible) {
            throw new IllegalStateException("a client that has nothing open yet does not start", impossible);
        }
    }

    /** Opens a socket for a peer. */
    CompletableFuture<Session> open(URI webSocket, Peer peer) {
        try {
            return client.connect(peer, webSocket);
        } catch (IOException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception stuck) {
            throw new BenchFailure("The sockets of the peers do not close: " + stuck.getMessage());
        }
    }

    /** Jetty asks for the address of each socket anew. */
    private static final class FromManyAddresses extends ClientConnector {
        private final AtomicInteger opened = new AtomicInteger();

        FromManyAddresses() {
            setSelectors(SELECTORS);
        }

        @Override
        public SocketAddress getBindAddress() {
            int number = Math.floorMod(opened.getAndIncrement(), ADDRESSES) + 1;
            return new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + number), 0);
        }
    }
}
