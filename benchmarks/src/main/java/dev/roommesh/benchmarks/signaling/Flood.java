package dev.roommesh.benchmarks.signaling;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.RequestId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A guest in a room of its own that sends as fast as it can until it is refused, connects again at once and goes on:
 * questions and nonsense in turn.
 */
final class Flood implements AutoCloseable {
    private static final int FRAMES_AT_ONCE = 100;
    private static final double SECOND = 1e9;

    private final ConnectionFacts room;
    private final byte[] registration;
    private final List<byte[]> torrents;
    private final Thread thread;
    private final long begin = System.nanoTime();
    private final LongAdder frames = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder failures = new LongAdder();
    /** Nanoseconds between two writes. */
    private final long pause;
    private long next = System.nanoTime();
    private volatile boolean isClosed;

    /**
     * Begins to flood.
     *
     * @param room of the guest alone
     * @param perSecond frames; 0 for as many as the server reads
     */
    Flood(ConnectionFacts room, int perSecond) {
        this.room = room;
        this.pause = perSecond == 0 ? 0 : Math.round(FRAMES_AT_ONCE * SECOND / perSecond);
        var codec = new SignalCodec();
        registration = FloodFrames.of(codec.encode(Cast.registrationOfClient(room)));
        torrents = List.of(
                FloodFrames.repeated(codec.encode(new FromPeer.QueryWorkers(new RequestId("flood"), null, null)),
                        FRAMES_AT_ONCE),
                FloodFrames.repeated("{\"type\":", FRAMES_AT_ONCE));
        thread = Thread.ofPlatform().daemon().name("flood").start(this::flood);
    }

    /** What it has done until now. */
    Map<String, Double> figures() {
        double seconds = (System.nanoTime() - begin) / SECOND;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("flood_frames_per_second", frames.sum() / seconds);
        figures.put("flood_connections_per_second", connections.sum() / seconds);
        figures.put("flood_refusals", refusals.doubleValue());
        figures.put("flood_failed_connections", failures.doubleValue());
        return figures;
    }

    @Override
    public void close() {
        isClosed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void flood() {
        for (int turn = 0; !isClosed; turn++) {
            try (var socket = new FloodSocket(room.webSocket())) {
                connections.increment();
                socket.write(registration);
                send(socket, torrents.get(turn % torrents.size()));
                if (socket.isRefused()) refusals.increment();
            } catch (IOException ended) {
                failures.increment();
            }
        }
    }

    private void awaitTurn() {
        if (pause == 0) return;
        next = Math.max(next + pause, System.nanoTime() - pause);
        for (long rest = next - System.nanoTime(); rest > 0 && !isClosed; rest = next - System.nanoTime())
            LockSupport.parkNanos(rest);
    }

    /** Until it is refused; that the server ends the socket is no failure of the guest's. */
    private void send(FloodSocket socket, byte[] torrent) {
        try {
            while (!isClosed && !socket.isOver()) {
                awaitTurn();
                socket.write(torrent);
                frames.add(FRAMES_AT_ONCE);
            }
        } catch (IOException ended) {
            // What the server said last is read all the same.
        }
    }
}
