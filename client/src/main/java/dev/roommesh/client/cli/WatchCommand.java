package dev.roommesh.client.cli;

import dev.roommesh.client.Reach;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.WatchEvent;
import dev.roommesh.client.Way;
import dev.roommesh.client.WorkerWatch;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the room's workers as they change. */
@Command(name = "watch", mixinStandardHelpOptions = true, sortOptions = false, description = "Shows the room's workers as they change, until Ctrl-C: a live table on a terminal, else a line for each change.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh watch", "  ./roommesh watch --status available --min-gpu-memory-mb 16000",
        "  ./roommesh watch --json | jq -r 'select(.event == \"gone\") | .worker.peer_id'",
        "  ./roommesh watch --lines --seconds 60", "",
        "With --json each line is {event, worker, before, admin_peer_id, admin_term, as_of, way, by}; event is",
        "appeared, changed, gone, admin, stale, current or way. The first lines tell who is there.",
        "It is told over a data channel to the admin where one can be had, which needs no server any more, and",
        "else by the server; way says which.",
        "It goes on when the admin or the server changes. Exit code 1: the server refuses for good."})
final class WatchCommand implements Callable<Integer> {
    /** Events that wait to be written; where nobody reads, the watch waits. */
    private static final int WAITING_MAX = 64;
    private static final Duration REDRAW_EACH = Duration.ofMillis(200);

    private final StateDirectory state;
    private final Map<String, String> environment;
    private final Runnable interrupted;
    private final BlockingQueue<WatchEvent> events = new ArrayBlockingQueue<>(WAITING_MAX);

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private QueryOptions query = new QueryOptions();

    @Option(names = "--json", description = "Each change as one line of JSON.")
    private boolean json;

    @Option(names = "--lines", description = "A line for each change on a terminal, too.")
    private boolean lines;

    @Option(names = "--relay", description = "Is told by the server alone.")
    private boolean relay;

    @Option(names = "--seconds", paramLabel = "N", description = "Ends after N seconds, with exit code 0.")
    private @Nullable Long seconds;

    @Spec
    private @Nullable CommandSpec spec;

    /** @param interrupted the last thing that is done where the process is ended by a signal */
    WatchCommand(StateDirectory state, Map<String, String> environment, Runnable interrupted) {
        this.interrupted = interrupted;
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        if (seconds != null && (seconds < 1 || seconds > TimeUnit.DAYS.toSeconds(366)))
            throw new ParameterException(command, "--seconds is 1 to " + TimeUnit.DAYS.toSeconds(366) + ".");
        var question = query.query(command);
        long end = seconds == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
        long begin = System.nanoTime();
        try (var client = RoomClient.connect(connection.facts(state, environment, command),
                RoomClient.CONNECT_LIMIT, relay ? Reach.RELAY : Reach.DIRECT_WHILE_WATCHING);
                var watch = client.watch(question, this::put).join()) {
            // A process that ends with a channel in the library's hands may crash.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(client)));
            if (json || lines || !Terminal.isThere()) tell(command.getOut(), begin, end);
            else
                draw(watch, command.getOut(), begin, end);
            return 0;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private void end(RoomClient client) {
        client.close();
        interrupted.run();
    }

    private void put(WatchEvent event) {
        try {
            events.put(event);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(PrintWriter out, long begin, long limit) throws InterruptedException {
        var codec = new DiscoveryJson();
        while (!out.checkError()) {
            WatchEvent event = events.poll(begin + limit - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) return;
            endIf(event);
            WatchLine line = WatchLine.of(event);
            out.println(json ? codec.encodeAny(line) : Columns.printable(line.sentence()));
            out.flush();
        }
    }

    private void draw(WorkerWatch watch, PrintWriter out, long begin, long limit) throws InterruptedException {
        var screen = new Terminal(out);
        while (System.nanoTime() - begin < limit) {
            screen.redraw(new WorkerTable(watch.answer(), watch.way().orElse(new Way.Relay()), Instant.now()).lines());
            WatchEvent event = events.poll(REDRAW_EACH.toNanos(), TimeUnit.NANOSECONDS);
            while (event != null) {
                endIf(event);
                event = events.poll();
            }
        }
    }

    private static void endIf(WatchEvent event) {
        if (event instanceof WatchEvent.Ended(var why)) throw RoomClientException.of(why);
    }
}
