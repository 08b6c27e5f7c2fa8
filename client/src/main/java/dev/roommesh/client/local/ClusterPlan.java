package dev.roommesh.client.local;

import dev.roommesh.model.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which processes a cluster consists of.
 *
 * @param serverPort where the signaling server listens on 127.0.0.1
 */
public record ClusterPlan(int serverPort, List<PlannedWorker> workers) {
    static final long SMALLEST_GPU_MB = 8192;
    static final long GPU_STEP_MB = 4096;

    /** @param httpPort where the worker's local HTTP listens on 127.0.0.1 */
    public record PlannedWorker(String name, long gpuMemoryMb, int httpPort) {
        String gpuModel() {
            return "Simulated " + gpuMemoryMb / 1024 + " GiB";
        }
    }

    public ClusterPlan {
        workers = List.copyOf(workers);
    }

    /**
     * A plan with free ports. The worker that comes last has the largest GPU, so that the office is handed over.
     *
     * @param port of the signaling server; 0 takes a free one
     * @param workers 1 to {@link Limits#ROOM_WORKERS_MAX}
     * @throws LocalFailure when the port is taken
     */
    public static ClusterPlan of(int port, int workers) {
        if (workers < 1 || workers > Limits.ROOM_WORKERS_MAX)
            throw new IllegalArgumentException(
                    "a room has 1 to " + Limits.ROOM_WORKERS_MAX + " workers");
        List<ServerSocket> held = new ArrayList<>();
        try {
            held.add(bind(port));
            for (int worker = 0; worker < workers; worker++)
                held.add(bind(0));
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            return new ClusterPlan(ports.getFirst(), IntStream.rangeClosed(1, workers).mapToObj(
                    number -> new PlannedWorker("worker-" + number, SMALLEST_GPU_MB + GPU_STEP_MB * (number - 1),
                            ports.get(number)))
                    .toList());
        } finally {
            held.forEach(ClusterPlan::release);
        }
    }

    private static ServerSocket bind(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(LocalHttp.HOST), port));
            return socket;
        } catch (IOException taken) {
            throw new LocalFailure("Port " + port + " on " + LocalHttp.HOST
                    + " is taken; end what listens there or choose another with --port.");
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException impossible) {
            throw new IllegalStateException("a socket that carried nothing did not close", impossible);
        }
    }
}
