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
 * @param output folder for the results, made where it is not there; files of the same name in it are replaced. Results are
 *         not fetched where it is null
 */
public record Job(String command, Map<String, String> arguments, List<Path> inputs, @Nullable Path output) {
    public Job {
        arguments = Map.copyOf(arguments);
        inputs = List.copyOf(inputs);
    }

    /** A command without arguments, input, and results. */
    public static Job of(String command) {
        return new Job(command, Map.of(), List.of(), null);
    }

    public Job withArgument(String name, String value) {
        var more = new LinkedHashMap<>(arguments);
        more.put(name, value);
        return new Job(command, more, inputs, output);
    }

    public Job withInput(Path file) {
        var more = new ArrayList<>(inputs);
        more.add(file);
        return new Job(command, arguments, more, output);
    }

    public Job withOutput(Path folder) {
        return new Job(command, arguments, inputs, folder);
    }

    Optional<Path> results() {
        return Optional.ofNullable(output);
    }
}
