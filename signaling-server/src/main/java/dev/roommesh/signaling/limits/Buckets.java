package dev.roommesh.signaling.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Token buckets on the server's own clock. */
public final class Buckets {
    private static final long NANOS = 1_000_000_000L;

    private Buckets() {}

    /**
     * So much at once, and so much in each interval from then on. Safe for many threads.
     *
     * @param capacity greater than 0
     * @param refill greater than 0
     */
    public static Bucket of(long capacity, long refill, Duration interval, InstantSource time) {
        return Bucket.builder().withCustomTimePrecision(new Meter(time))
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, interval)).build();
    }

    private record Meter(InstantSource time) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            Instant now = time.instant();
            return now.getEpochSecond() * NANOS + now.getNano();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
