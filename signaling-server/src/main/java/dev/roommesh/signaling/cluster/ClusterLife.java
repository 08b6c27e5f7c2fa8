package dev.roommesh.signaling.cluster;

import org.springframework.context.SmartLifecycle;

/** Listens to the other servers from before the first peer comes until after the last has gone. */
final class ClusterLife implements SmartLifecycle {
    /** After the engine's connections, whose phase is 0, and before all else. */
    private static final int FIRST_AND_LAST = 1;

    private final Cluster cluster;
    private final Cluster.Parts parts;
    private volatile boolean running;

    ClusterLife(Cluster cluster, Cluster.Parts parts) {
        this.cluster = cluster;
        this.parts = parts;
    }

    @Override
    public int getPhase() {
        return FIRST_AND_LAST;
    }

    @Override
    public void start() {
        cluster.start(parts);
        running = true;
    }

    @Override
    public void stop() {
        try {
            cluster.stop();
        } catch (Exception gone) {
            throw new IllegalStateException("the engine's listener does not end", gone);
        } finally {
            running = false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
