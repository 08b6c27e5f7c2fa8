package dev.roommesh.signaling.operation;

import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.websocket.SignalingHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.SmartLifecycle;

/** What the server does by itself: sweeps and pings while it runs, and a goodbye to all peers before it ends. */
final class Rhythm implements SmartLifecycle {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration PING = Duration.ofSeconds(30);
    /** Of a lease: so that one lost pong ends nothing. */
    private static final int PONGS_PER_LEASE = 3;
    private static final Duration GOODBYE_MAX = Duration.ofSeconds(2);

    private final Ticker ticker;
    private final Presence presence;
    private final SignalingHandler sockets;
    private final InstantSource time;
    private final Duration lease;
    private volatile boolean running;

    Rhythm(Ticker ticker, Presence presence, SignalingHandler sockets, InstantSource time, Duration lease) {
        this.ticker = ticker;
        this.presence = presence;
        this.sockets = sockets;
        this.time = time;
        this.lease = lease;
    }

    @Override
    public void start() {
        running = true;
        ticker.each(SWEEP, () -> {
            Instant now = time.instant();
            presence.sweep(now);
            sockets.sweep(now);
        });
        ticker.each(lease.dividedBy(PONGS_PER_LEASE), sockets::pingSockets);
        ticker.each(PING, sockets::pingPeers);
    }

    /** Before the web server stops: a departure must not be taken for one from the room. */
    @Override
    public void stop() {
        presence.drain();
        sockets.drain();
        Instant end = time.instant().plus(GOODBYE_MAX);
        while (sockets.socketCount() > 0 && time.instant().isBefore(end))
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
