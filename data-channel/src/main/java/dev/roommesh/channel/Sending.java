package dev.roommesh.channel;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.Limits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends the files that the other end wants over one channel, each on a thread of its own. Of each no more than
 * {@link Limits#JOB_WINDOW_BYTES} is under way that the other end has not written. Any thread may call.
 */
public final class Sending implements AutoCloseable {
    /** Files at a time: what the command writes, one more, and those that are being stopped; each has a buffer. */
    static final int FILES_MAX = 4;

    private final JobChannel channel;
    private final IntFunction<Optional<ByteSource>> sources;
    private final Consumer<String> broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Way> ways = new HashMap<>();
    /** Those that were stopped and have not ended yet, too. */
    private int threads;
    private boolean closed;

    /** How far a file is. */
    private static final class Way {
        private long written;
        private boolean stopped;
        private @Nullable Thread thread;

        Way(long from) {
            written = from;
        }
    }

    /**
     * Files over one channel.
     *
     * @param sources by number; empty where there is no such file
     * @param broken told one sentence when a file cannot be read
     */
    public Sending(JobChannel channel, IntFunction<Optional<ByteSource>> sources, Consumer<String> broken) {
        this.channel = channel;
        this.sources = sources;
        this.broken = broken;
    }

    /** Sends a file from a place on; where it is being sent, it goes on from there. What makes no sense is passed over. */
    public void want(JobMessage.Want want) {
        Optional<ByteSource> source = sources.apply(want.file());
        if (source.isEmpty()) return;
        lock.lock();
        try {
            Way before = ways.get(want.file());
            if (closed) return;
            if (before != null) stop(before);
            if (threads == FILES_MAX) {
                channel.closeBecause("the other end wants more than " + FILES_MAX + " files at once");
                return;
            }
            threads++;
            var way = new Way(want.offset());
            ways.put(want.file(), way);
            way.thread = Thread.ofVirtual().name("file-sender").start(() -> send(want, source.get(), way));
        } finally {
            lock.unlock();
        }
    }

    /** The other end has written a file up to here. */
    public void got(JobMessage.Got got) {
        lock.lock();
        try {
            Way way = ways.get(got.file());
            if (way == null) return;
            way.written = Math.max(way.written, got.offset());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void stop(Way way) {
        way.stopped = true;
        if (way.thread != null) way.thread.interrupt();
    }

    private void send(JobMessage.Want want, ByteSource source, Way way) {
        var buffer = new byte[Limits.JOB_CHUNK_BYTES_MAX];
        long offset = want.offset();
        try {
            while (awaitWindow(way, offset)) {
                int read = source.read(offset, buffer);
                if (read < 0) break;
                byte[] part = read == buffer.length ? buffer : java.util.Arrays.copyOf(buffer, read);
                if (!channel.send(new JobMessage.Chunk(want.file(), offset, Bytes.copyOf(part)))) break;
                offset += read;
            }
        } catch (IOException unreadable) {
            // An interrupted read ends with one, too.
            if (!isStopped(way)) broken.accept("a file cannot be read: " + unreadable.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            ended(want.file(), way);
        }
    }

    private boolean isStopped(Way way) {
        lock.lock();
        try {
            return way.stopped || closed;
        } finally {
            lock.unlock();
        }
    }

    private void ended(int file, Way way) {
        lock.lock();
        try {
            ways.remove(file, way);
            threads--;
        } finally {
            lock.unlock();
        }
    }

    /** @return false when nothing more is to be sent */
    private boolean awaitWindow(Way way, long offset) throws InterruptedException {
        lock.lock();
        try {
            while (!way.stopped && !closed && offset - way.written >= Limits.JOB_WINDOW_BYTES)
                changed.await();
            return !way.stopped && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is sent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ways.values().forEach(Sending::stop);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
