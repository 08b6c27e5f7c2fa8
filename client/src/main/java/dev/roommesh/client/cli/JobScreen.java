package dev.roommesh.client.cli;

import dev.roommesh.client.JobListener;
import dev.roommesh.model.JobId;
import dev.roommesh.model.WorkerEntry;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A job as a person follows it: what its command writes, as it is, and how far everything is. Where no person looks there
 * are lines for what is done, and no bars.
 */
final class JobScreen implements JobListener {
    private static final int BAR_CELLS = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter output;
    private final PrintWriter status;
    private final boolean redraws;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer undecoded = ByteBuffer.allocate(0);
    private boolean lineBegins = true;
    private boolean isBarShown;
    private long drawnAt;
    private long begunAt = System.nanoTime();

    /**
     * A screen for one job.
     *
     * @param output gets what the command writes
     * @param status gets how far it is
     * @param redraws whether a line can be drawn over
     */
    JobScreen(PrintWriter output, PrintWriter status, boolean redraws) {
        this.output = output;
        this.status = status;
        this.redraws = redraws;
    }

    @Override
    public void accepted(JobId job, WorkerEntry worker) {
        begunAt = System.nanoTime();
        say("Job " + job + " is on " + worker.peerId() + " (" + worker.metadata().gpuMemoryMb()
                + " MiB); to end it: ./roommesh cancel " + job);
    }

    @Override
    public void sent(long bytes, long bytesTotal) {
        transfer("Sending", bytes, bytesTotal);
        if (bytes == bytesTotal) say("Sent " + size(bytes) + " in " + seconds() + ".");
    }

    @Override
    public void started() {
        say("Runs.");
    }

    @Override
    public void progressed(double percent, String text) {
        bar("Runs", percent / 100, Columns.printable(text));
    }

    @Override
    public void wrote(byte[] bytes) {
        eraseBar();
        ByteBuffer all = ByteBuffer.allocate(undecoded.remaining() + bytes.length).put(undecoded).put(bytes).flip();
        CharBuffer text = CharBuffer.allocate(all.remaining() + 1);
        decoder.decode(all, text, false);
        undecoded = all.slice();
        String written = text.flip().toString();
        output.print(written);
        output.flush();
        if (!written.isEmpty()) lineBegins = written.endsWith("\n");
    }

    @Override
    public void received(long bytes, long bytesTotal) {
        if (bytes == 0) begunAt = System.nanoTime();
        transfer("Fetching", bytes, bytesTotal);
        if (bytes == bytesTotal) say("Fetched " + size(bytes) + ".");
    }

    @Override
    public void interrupted(String why) {
        say("The channel to the worker broke (" + Columns.printable(why) + "); it is made anew.");
    }

    private void transfer(String what, long bytes, long bytesTotal) {
        bar(what, (double) bytes / Math.max(1, bytesTotal), size(bytes) + " of " + size(bytesTotal));
    }

    private void bar(String what, double part, String text) {
        if (!redraws || System.nanoTime() - drawnAt < REDRAW_NANOS) return;
        drawnAt = System.nanoTime();
        int full = (int) Math.round(part * BAR_CELLS);
        eraseBar();
        if (!lineBegins) return;
        status.print(String.format(Locale.ROOT, "%-8s [%s%s] %3d %%  %s", what, "#".repeat(full),
                ".".repeat(BAR_CELLS - full), Math.round(part * 100),
                text.length() > 60 ? text.substring(0, 60) : text));
        status.flush();
        isBarShown = true;
    }

    private void eraseBar() {
        if (isBarShown) status.print("\r\u001b[K");
        isBarShown = false;
        status.flush();
    }

    /** One line for a person. */
    void say(String sentence) {
        eraseBar();
        if (!lineBegins) output.println();
        output.flush();
        lineBegins = true;
        status.println(sentence);
        status.flush();
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begunAt) / 1e9);
    }

    static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.length - 1; unit++)
            value /= 1024;
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
