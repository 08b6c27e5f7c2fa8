package dev.roommesh.agent.jobs;

import dev.roommesh.channel.ByteSource;
import dev.roommesh.model.JobMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a job's command writes: kept in a file that grows, and can be read from any place meanwhile. A line that begins
 * with {@code ::progress}, a number from 0 to 100 and perhaps a text says how far the command is, and is not kept.
 */
final class JobOutput implements ByteSource, AutoCloseable {
    private static final byte[] PREFIX = "::progress ".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern PROGRESS = Pattern
            .compile("::progress +([0-9]{1,3}(?:\\.[0-9]{1,9})?)%?(?: +(.*?))?\\s*");
    /** A longer line is none of progress. */
    static final int PROGRESS_BYTES_MAX = 1024;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final FileChannel file;
    private final long bytesMax;
    private final Consumer<JobMessage.Progress> progress;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean lineBegins = true;
    private long size;
    private boolean ended;
    private @Nullable String broken;

    /** @param bytesMax that are kept */
    JobOutput(Path file, long bytesMax, Consumer<JobMessage.Progress> progress) throws IOException {
        this.path = file;
        this.file = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.bytesMax = bytesMax;
        this.progress = progress;
    }

    /** Takes all that comes, until it ends. @return false where it was more than may be kept; the rest is not read */
    boolean read(InputStream from) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer))
            if (!take(buffer, read)) return false;
        return append(held.toByteArray(), 0, held.size());
    }

    private boolean take(byte[] bytes, int length) {
        int plain = 0;
        for (int at = 0; at < length; at++) {
            if (held.size() > 0 || (lineBegins && bytes[at] == PREFIX[0])) {
                if (held.size() == 0 && !append(bytes, plain, at - plain)) return false;
                plain = at + 1;
                if (!hold(bytes[at])) return false;
            }
            lineBegins = bytes[at] == '\n';
        }
        return append(bytes, plain, length - plain);
    }

    /** Keeps back what may be a line of progress, until that is decided. */
    private boolean hold(byte next) {
        held.write(next);
        int size = held.size();
        boolean mayBe = size <= PROGRESS_BYTES_MAX && (size > PREFIX.length || PREFIX[size - 1] == next);
        if (mayBe && next != '\n') return true;
        byte[] line = held.toByteArray();
        held.reset();
        return (mayBe && tell(new String(line, StandardCharsets.UTF_8))) || append(line, 0, line.length);
    }

    private boolean tell(String line) {
        Matcher matcher = PROGRESS.matcher(line);
        if (!matcher.matches()) return false;
        double percent = Double.parseDouble(matcher.group(1));
        if (percent > 100) return false;
        String text = matcher.group(2) == null ? "" : matcher.group(2).replaceAll("\\p{Cntrl}", " ");
        progress.accept(new JobMessage.Progress(percent, JobMessage.sentence(text)));
        return true;
    }

    private synchronized boolean append(byte[] bytes, int from, int length) {
        // Its size was told already; what a process that got away still writes is nobody's.
        if (ended) return true;
        int kept = (int) Math.min(length, bytesMax - size);
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, kept);
        try {
            while (rest.hasRemaining())
                size += file.write(rest, size);
        } catch (IOException full) {
            broken = String.valueOf(full.getMessage());
            return false;
        }
        if (kept > 0) notifyAll();
        return kept == length;
    }

    /** Why it cannot be written; null where it can. */
    synchronized @Nullable String broken() {
        return broken;
    }

    /** Nothing more comes. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized long size() {
        return size;
    }

    @Override
    public int read(long offset, byte[] into) throws IOException, InterruptedException {
        int length;
        synchronized (this) {
            while (offset >= size && !ended)
                wait();
            length = (int) Math.min(into.length, size - offset);
        }
        if (length <= 0) return -1;
        // Opened anew each time: a reader that is interrupted closes what it reads from.
        try (FileChannel open = FileChannel.open(path, StandardOpenOption.READ)) {
            return open.read(ByteBuffer.wrap(into, 0, length), offset);
        }
    }

    @Override
    public void close() throws IOException {
        end();
        file.close();
    }
}
