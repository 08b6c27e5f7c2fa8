package dev.roommesh.client.cli;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which jobs run. */
@Command(name = "jobs", mixinStandardHelpOptions = true, sortOptions = false, description = "Shows the jobs that the room's workers run now.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh jobs", "  ./roommesh cancel job-1a2b3c4d5e6f      one that was started from this folder", ""})
final class JobsCommand implements Callable<Integer> {
    private final StateDirectory state;
    private final Map<String, String> environment;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "The jobs as one line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /**
     * A job as a worker tells of it.
     *
     * @param client for whom; null where the worker does not say
     * @param mine whether it was started from this folder, and can be cancelled here
     */
    private record Shown(String job, String command, String worker, @Nullable String client, boolean mine) {}

    JobsCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var out = spec.commandLine().getOut();
        try (RoomClient client = RoomClient.connect(connection.facts(state, environment, spec.commandLine()))) {
            List<Shown> jobs = client.discover(WorkerQuery.ALL).join().workers().stream().flatMap(this::job).toList();
            if (json) out.println(new DiscoveryJson().encodeAny(jobs));
            else
                table(jobs).forEach(out::println);
            return 0;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private Stream<Shown> job(WorkerEntry worker) {
        Map<String, PropertyValue> properties = worker.metadata().properties();
        if (!(properties.get(Profile.CURRENT_JOB) instanceof PropertyValue.Fields(Map<String, PropertyValue> facts)))
            return Stream.empty();
        String id = text(facts.get("id"));
        return Stream.of(new Shown(id == null ? "?" : id,
                facts.get("command") instanceof PropertyValue.Text(String command) ? command : "?",
                worker.peerId().value(), text(properties.get(Profile.RESERVED_BY)),
                id != null && state.job(id).isPresent()));
    }

    private static @Nullable String text(@Nullable PropertyValue value) {
        return value instanceof PropertyValue.Text(String text) ? text : null;
    }

    private static List<String> table(List<Shown> jobs) {
        if (jobs.isEmpty()) return List.of("No job runs in the room.");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("JOB", "COMMAND", "WORKER", "CLIENT", "FROM HERE"));
        for (Shown job : jobs)
            rows.add(List.of(job.job(), job.command(), job.worker(), job.client() == null ? "-" : job.client(),
                    job.mine() ? "yes" : "no"));
        return Columns.align(rows);
    }
}
