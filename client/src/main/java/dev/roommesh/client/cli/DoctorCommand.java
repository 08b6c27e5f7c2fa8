package dev.roommesh.client.cli;

import dev.roommesh.client.doctor.Examination;
import dev.roommesh.client.doctor.Finding;
import dev.roommesh.client.doctor.Finding.Level;
import dev.roommesh.client.local.ClusterView;
import dev.roommesh.client.local.LocalWorkers;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.PeerId;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what is wrong, and what to do about it. */
@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false, description = "Checks this machine, the token, the server and its clock, the room, its ICE servers and each link of its mesh, and says what to do.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh doctor", "  ./roommesh doctor --server http://gpu-host:8080 --room 1a2b3c4d --token T",
        "  ./roommesh doctor --json | jq -r 'select(.level == \"failure\") | .sentence'",
        "  ./roommesh doctor --forget worker-3", "",
        "Nothing is changed or installed, unless with --forget. Exit code 0: nothing has failed, though there may be warnings; 1 else.",
        "With --forget, 0: the worker is not on the roster, or not any more; 1 else."})
final class DoctorCommand implements Callable<Integer> {
    /** The launcher says in it what this machine lacks. */
    static final String MACHINE_VARIABLE = "ROOMMESH_MACHINE";

    private final StateDirectory state;
    private final Map<String, String> environment;
    private final Set<Level> seen = EnumSet.noneOf(Level.class);

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--forget", paramLabel = "PEER", description = "Check nothing; take this worker, which is dead, off the room's roster now, and not when it has been dead for two minutes. Needs a token for any role.")
    private @Nullable String forget;

    @Option(names = "--json", description = "Each finding as one line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** As it is shown with {@code --json}; level is ok, warning, failure or skipped. */
    private record Shown(String check, String level, String sentence, @Nullable String remedy) {}

    DoctorCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        ConnectionFacts facts = connection.facts(state, environment, command);
        if (forget != null) return forget(forget, facts, command);
        boolean isLocal = state.connection().filter(saved -> saved.facts().equals(facts)).isPresent();
        ClusterView cluster = isLocal ? LocalWorkers.lookAt(state) : null;
        PrintWriter out = command.getOut();
        new Examination(facts, Roommesh.VERSION, InstantSource.system()).run(environment.get(MACHINE_VARIABLE), cluster,
                finding -> show(finding, out));
        return seen.contains(Level.FAILURE) ? 1 : 0;
    }

    private int forget(String written, ConnectionFacts facts, CommandLine command) {
        try {
            return new Forgetting(json).forget(new PeerId(written), facts, command.getOut(), command.getErr());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage() + ".");
        }
    }

    private void show(Finding finding, PrintWriter out) {
        seen.add(finding.level());
        if (json) {
            out.println(new DiscoveryJson().encodeAny(new Shown(finding.check(),
                    finding.level().name().toLowerCase(Locale.ROOT), finding.sentence(), finding.remedy())));
        } else {
            out.printf("%-7s %-10s %s%n", word(finding.level()), finding.check(),
                    Columns.printable(finding.sentence()));
            if (finding.remedy() != null) out.printf("%19s%s%n", "-> ", Columns.printable(finding.remedy()));
        }
        out.flush();
    }

    private static String word(Level level) {
        return switch (level) {
            case OK -> "ok";
            case WARNING -> "warning";
            case FAILURE -> "FAILED";
            case SKIPPED -> "-";
        };
    }
}
