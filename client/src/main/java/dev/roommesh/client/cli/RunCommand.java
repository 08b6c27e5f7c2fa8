package dev.roommesh.client.cli;

import dev.roommesh.client.Job;
import dev.roommesh.client.JobResult;
import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.RunningJob;
import dev.roommesh.client.local.SavedJob;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a job on a worker. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs a command of a worker's on a free worker, with files both ways, and shows what it writes.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh run -- demo", "  ./roommesh run --min-gpu-memory-mb 16000 --input a.bin --output out -- demo",
        "  ./roommesh run --input data.tar --output out -- train epochs=5",
        "  ./roommesh run --worker worker-3 --reservation ID -- train epochs=5     on one that you have reserved", "",
        "The worker's operator lists the commands that it runs, and what their arguments may be; demo is there",
        "unless it is switched off. Of the workers that fit, the smallest that is free is chosen. Ctrl-C cancels.",
        "Exit code: the command's own where it failed by itself; 1 where it was cancelled elsewhere, broke a limit or",
        "never ran; 130 after Ctrl-C or SIGTERM."})
final class RunCommand implements Callable<Integer> {
    private static final Duration RENEWED_FOR = Duration.ofMinutes(1);
    private static final int EXIT_CODE_MAX = 255;

    private final StateDirectory state;
    private final Map<String, String> environment;
    private final Runnable interrupted;
    /** Who reserved the worker before keeps it after. */
    private @Nullable Reservation own;
    /** Ctrl-C has ended the job; the shell's code for that counts then. */
    private volatile boolean isInterrupted;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private QueryOptions query = new QueryOptions();

    @Option(names = "--input", paramLabel = "F", description = "A file for the job; repeatable.")
    private List<Path> inputs = List.of();

    @Option(names = "--output", paramLabel = "DIR", description = "Where its results go; they are not fetched where it is not given.")
    private @Nullable Path output;

    @Option(names = "--overwrite", description = "Results may replace files that are in DIR already; the worker chooses their names.")
    private boolean overwrite;

    @Option(names = "--worker", paramLabel = "W", description = "A worker that you have reserved, with --reservation.")
    private @Nullable String worker;

    @Option(names = "--reservation", paramLabel = "ID", description = "The reservation of --worker; it stays after the job.")
    private @Nullable String reservation;

    @Option(names = "--json", description = "How it ended as one line of JSON; what it writes goes to the standard error.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "COMMAND [NAME=VALUE]...", description = "The command and its arguments, after --.")
    private List<String> words = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    /** As it is shown with {@code --json}. */
    private record Shown(String job, String worker, String outcome, @Nullable Integer exitCode, String why,
            List<ShownFile> files) {}

    private record ShownFile(String name, long size, String sha256) {}

    /** @param interrupted called when Ctrl-C has ended the job */
    RunCommand(StateDirectory state, Map<String, String> environment, Runnable interrupted) {
        this.interrupted = interrupted;
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        if ((worker == null) != (reservation == null))
            throw new ParameterException(command, "--worker and --reservation belong together.");
        Job job = job(command);
        ConnectionFacts facts = connection.facts(state, environment, command);
        var screen = new JobScreen(json ? command.getErr() : command.getOut(), command.getErr(),
                Terminal.isThere() && !json);
        try (RoomClient client = RoomClient.connect(facts); RunningJob running = begin(client, job, screen, command)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running)));
            var _ = running.reserved().thenAccept(kept -> state
                    .save(new SavedJob(running.id(), kept.peerId(), kept.id(), job.command(), facts.room())));
            try {
                JobResult result = running.result().join();
                show(result, screen, command);
                return isInterrupted ? Roommesh.INTERRUPTED : exitCode(result);
            } finally {
                state.forget(running.id());
                if (own != null) own.detach();
            }
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private void end(RunningJob running) {
        isInterrupted = true;
        running.close();
        interrupted.run();
    }

    private RunningJob begin(RoomClient client, Job job, JobScreen screen, CommandLine command) {
        if (worker == null || reservation == null) return client.run(query.query(command), job, screen);
        try {
            Reservation kept = client.reserve(new ReservationId(reservation), new PeerId(worker), RENEWED_FOR).join();
            own = kept;
            return client.run(kept, job, screen);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage() + ".");
        }
    }

    private Job job(CommandLine command) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1)
                throw new ParameterException(command, "An argument of the job is NAME=VALUE, and not " + word
                        + ".");
            arguments.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new Job(words.getFirst(), arguments, inputs, output, overwrite);
    }

    private void show(JobResult result, JobScreen screen, CommandLine command) {
        if (json) {
            command.getOut().println(new DiscoveryJson().encodeAny(new Shown(result.job().value(),
                    result.worker().value(), word(result.outcome()), result.exitCode(), result.why(), result.files()
                            .stream().map(file -> new ShownFile(file.name(), file.size(), file.sha256().toString()))
                            .toList())));
            command.getOut().flush();
            return;
        }
        screen.say(switch (result.outcome()) {
            case FINISHED -> "Finished.";
            case FAILED -> "Failed: " + Columns.printable(result.why());
            case CANCELLED -> "Cancelled: " + Columns.printable(result.why());
            case OVER_LIMIT -> "Ended, for it broke a limit: " + Columns.printable(result.why());
        });
        if (output != null && result.outcome() != JobOutcome.CANCELLED)
            for (JobFile file : result.files())
            screen.say("  " + output.resolve(file.name()) + "  " + JobScreen.size(file.size()) + "  sha256 "
                    + file.sha256());
    }

    private static String word(JobOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static int exitCode(JobResult result) {
        if (result.isFinished()) return 0;
        Integer own = result.outcome() == JobOutcome.FAILED ? result.exitCode() : null;
        return own != null && own > 0 && own <= EXIT_CODE_MAX ? own : 1;
    }
}
