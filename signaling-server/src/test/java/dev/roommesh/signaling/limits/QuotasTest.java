package dev.roommesh.signaling.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.RoomId;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class QuotasTest {
    private static final RoomId ROOM = new RoomId("room");

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final Quotas quotas = new Quotas(new QuotaLimits(3, 4, 1, 2, 50, 1, 5, 1), () -> now);

    @Test
    void aBucketIsEmptiedAtOnceAndFillsWithTime() {
        Bucket bucket = Buckets.of(3, 2, Duration.ofSeconds(1), () -> now);
        assertThat(bucket.tryConsume(3)).isTrue();
        assertThat(bucket.tryConsume(1)).isFalse();
        now = now.plusMillis(499);
        assertThat(bucket.tryConsume(1)).isFalse();
        now = now.plusMillis(2);
        assertThat(bucket.tryConsume(1)).isTrue();
        now = now.plusSeconds(100);
        assertThat(bucket.tryConsume(4)).as("no more than its capacity").isFalse();
        assertThat(bucket.tryConsume(3)).isTrue();
    }

    @Test
    void anAddressHasSoManySocketsAndAnotherOneIsNotConcerned() {
        for (int i = 0; i < 3; i++)
            assertThat(quotas.open("10.0.0.1")).isTrue();
        assertThat(quotas.open("10.0.0.1")).isFalse();
        assertThat(quotas.open("10.0.0.2")).isTrue();
        quotas.closed("10.0.0.1");
        assertThat(quotas.open("10.0.0.1")).isTrue();
    }

    @Test
    void anAddressOpensSoManySocketsInATime() {
        for (int i = 0; i < 8; i++) {
            assertThat(quotas.open("10.0.0.1")).isTrue();
            quotas.closed("10.0.0.1");
        }
        assertThat(quotas.open("10.0.0.1")).isFalse();
        now = now.plusMillis(251);
        assertThat(quotas.open("10.0.0.1")).isTrue();
    }

    @Test
    void twiceTheRateMayComeAtOnce() {
        for (int i = 0; i < 2; i++) {
            assertThat(quotas.mayRegister("10.0.0.1")).isTrue();
            assertThat(quotas.mayAsk("10.0.0.1")).isTrue();
        }
        assertThat(quotas.mayRegister("10.0.0.1")).isFalse();
        assertThat(quotas.mayAsk("10.0.0.1")).isFalse();
        for (int i = 0; i < 4; i++)
            assertThat(quotas.maySend("10.0.0.1")).isTrue();
        assertThat(quotas.maySend("10.0.0.1")).isFalse();
        assertThat(quotas.maySend("10.0.0.1", 99)).isTrue();
        assertThat(quotas.maySend("10.0.0.1", 2)).isFalse();
        assertThat(quotas.maySend("10.0.0.1", 1)).isTrue();
        assertThat(quotas.maySend("10.0.0.2", 100)).isTrue();
        for (int i = 0; i < 10; i++)
            assertThat(quotas.mayRelay(ROOM)).isTrue();
        assertThat(quotas.mayRelay(ROOM)).isFalse();
        assertThat(quotas.mayRelay(new RoomId("other"))).isTrue();
        assertThat(quotas.mayChange(ROOM)).isTrue();
        assertThat(quotas.mayChange(ROOM)).isTrue();
        assertThat(quotas.mayChange(ROOM)).isFalse();
    }
}
