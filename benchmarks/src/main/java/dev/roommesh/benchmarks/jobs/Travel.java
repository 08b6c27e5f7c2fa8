package dev.roommesh.benchmarks.jobs;

import dev.roommesh.client.JobListener;

/** When the bytes of a job's files came, each way. Told by the job's thread, and read after its end. */
final class Travel implements JobListener {
    private static final double MEBIBYTE = 1024.0 * 1024;

    private final Way there = new Way();
    private final Way back = new Way();

    /** From the first part that came to the last. */
    private static final class Way {
        private long firstAt;
        private long firstBytes;
        private long lastAt;
        private long lastBytes;

        void came(long bytes) {
            lastAt = System.nanoTime();
            lastBytes = bytes;
            if (firstAt != 0) return;
            firstAt = lastAt;
            firstBytes = bytes;
        }

        double mebibytesPerSecond() {
            return (lastBytes - firstBytes) / MEBIBYTE / ((lastAt - firstAt) / 1e9);
        }
    }

    @Override
    public void sent(long bytes, long bytesTotal) {
        there.came(bytes);
    }

    @Override
    public void received(long bytes, long bytesTotal) {
        back.came(bytes);
    }

    double there() {
        return there.mebibytesPerSecond();
    }

    double back() {
        return back.mebibytesPerSecond();
    }
}
