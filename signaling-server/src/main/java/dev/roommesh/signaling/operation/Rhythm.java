package dev.roommesh.signaling.operation;

import dev.roommesh.signaling.relay.Watches;
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
    private final Watches watches;
    private final InstantSource time;
    private final Duration lease;
    private final Duration notice;
    private final Duration over;
    private volatile boolean running;

    /**
     * @param notice how long the server goes on after it has said that it is not ready, so that load balancers see it
     * @param over the time over which sockets are ended after that
     */
    Rhythm(Ticker ticker, Presence presence, SignalingHandler sockets, Watches watches, InstantSource time,
            Duration lease, Duration notice, Duration over) {
        this.ticker = ticker;
        this.presence = presence;
        this.sockets = sockets;
        this.watches = watches;
        this.time = time;
        this.lease = lease;
        this.notice = notice;
        this.over = over;
    }

    @Override
    public void start() {
        running = true;
        ticker.eachBeside(SWEEP, () -> sockets.sweep(time.instant()));
        ticker.eachBeside(SWEEP, () -> presence.sweep(time.instant()));
        ticker.eachBeside(Watches.LOOK, watches::look);
        ticker.each(lease.dividedBy(PONGS_PER_LEASE), sockets::pingSockets);
        ticker.each(PING, sockets::pingPeers);
    }

    /** Before the web server stops: a departure must not be taken for one from the room. */
    @Override
    public void stop() {
        pause(notice);
        presence.drain();
        sockets.drain(over);
        Instant end = time.instant().plus(GOODBYE_MAX);
        while (sockets.socketCount() > 0 && time.instant().isBefore(end))
            pause(Duration.ofMillis(10));
        running = false;
    }

    private static void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime())
            LockSupport.parkNanos(rest);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
