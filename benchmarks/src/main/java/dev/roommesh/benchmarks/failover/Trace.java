package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes who noticed what when, one file for each repetition, with what each process logged meanwhile.
 *
 * @param folder null where nothing is to be written
 */
record Trace(@Nullable Path folder) {
    private static final double NANOS_PER_MILLI = 1_000_000;

    /** When a repetition began, on both clocks. */
    record Start(long nanos, OffsetDateTime wall) {
        static Start now() {
            return new Start(System.nanoTime(), OffsetDateTime.now(ZoneId.systemDefault()));
        }
    }

    void write(BenchRoom room, String scenario, int repetition, Start start, String findings) {
        if (folder == null) return;
        List<String> lines = new ArrayList<>();
        lines.add(scenario + ", repetition " + repetition + ": " + findings);
        List<Event> events = room.observer().since(start.nanos());
        // Times count from the first thing that the benchmark did to the room.
        long zero = events.stream().filter(event -> event.who().equals("bench")).mapToLong(Event::nanos).findFirst()
                .orElse(start.nanos());
        lines.add("0 ms is " + start.wall().plusNanos(zero - start.nanos()));
        for (Event event : events) {
            lines.add(String.format(Locale.ROOT, "%10.1f ms  %-10s %s", (event.nanos() - zero) / NANOS_PER_MILLI,
                    event.who(), event.what()));
        }
        for (String worker : room.workers())
            append(lines, worker, room.log(worker), start.wall());
        append(lines, BenchRoom.SERVER, room.log(BenchRoom.SERVER), start.wall());
        write(String.format(Locale.ROOT, "%s-%02d.txt", scenario, repetition), lines);
    }

    private void write(String name, List<String> lines) {
        try {
            if (folder == null) return;
            Files.createDirectories(folder);
            Files.write(folder.resolve(name), lines);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static void append(List<String> lines, String name, Path log, OffsetDateTime since) {
        try {
            lines.add("");
            lines.add("--- log of " + name);
            boolean isLater = false;
            for (String line : Files.readAllLines(log)) {
                // A line without a time belongs to the one before.
                isLater = isLater(line, since, isLater);
                if (isLater) lines.add(line);
            }
        } catch (IOException gone) {
            lines.add("(none)");
        }
    }

    private static boolean isLater(String line, OffsetDateTime since, boolean otherwise) {
        int end = line.indexOf(' ');
        if (end < 0) return otherwise;
        try {
            return !OffsetDateTime.parse(line.substring(0, end)).isBefore(since);
        } catch (DateTimeParseException continued) {
            return otherwise;
        }
    }
}
