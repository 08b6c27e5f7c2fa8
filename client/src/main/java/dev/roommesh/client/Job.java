package dev.roommesh.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is to run.
 *
 * @param command one of those that the worker's configuration lists
 * @param arguments by name, as that command wants them
 * @param inputs files of this machine; the job finds each under its own name, so no two may have the same
 * @param output folder for the results, made where it is not there. Results are not fetched where it is null
 * @param replace whether results may replace files that are there already; the worker chooses their names, so only in a
 *         folder where nothing else is
 */
public record Job(String command, Map<String, String> arguments, List<Path> inputs, @Nullable Path output,
        boolean replace) {
    public Job {
        arguments = Map.copyOf(arguments);
        inputs = List.copyOf(inputs);
    }

    /** A command without arguments, input, and results. */
    public static Job of(String command) {
        return new Job(command, Map.of(), List.of(), null, false);
    }

    public Job withArgument(String name, String value) {
        var more = new LinkedHashMap<>(arguments);
        more.put(name, value);
        return new Job(command, more, inputs, output, replace);
    }

    public Job withInput(Path file) {
        var more = new ArrayList<>(inputs);
        more.add(file);
        return new Job(command, arguments, more, output, replace);
    }

    public Job withOutput(Path folder) {
        return new Job(command, arguments, inputs, folder, replace);
    }

    /** Results may replace files that are there already. */
    public Job replacing() {
        return new Job(command, arguments, inputs, output, true);
    }

    Optional<Path> results() {
        return Optional.ofNullable(output);
    }
}
