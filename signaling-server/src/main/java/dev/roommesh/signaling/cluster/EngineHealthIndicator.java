package dev.roommesh.signaling.cluster;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Out of service while the servers do not reach what they share: rooms go on, but nobody new is let in. */
final class EngineHealthIndicator implements HealthIndicator {
    private final Cluster cluster;

    EngineHealthIndicator(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Health health() {
        return cluster.isComplete() ? Health.up().build() : Health.outOfService().build();
    }
}
