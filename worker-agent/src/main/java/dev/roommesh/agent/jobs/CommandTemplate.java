package dev.roommesh.agent.jobs;

import dev.roommesh.model.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A command that clients may run, with places for what they say. No shell reads it: each part is one argument, whatever
 * the client puts into it.
 *
 * @param run the program, and its arguments; {@code {name}} stands for the argument of that name
 * @param arguments by name
 * @param environment that its processes get beside the usual
 */
public record CommandTemplate(String name, List<String> run, Map<String, Argument> arguments,
        Map<String, String> environment,
        JobLimits limits) {
    /** There are patterns that need years for some texts. */
    static final Duration MATCHED_WITHIN = Duration.ofSeconds(1);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1," + Limits.JOB_WORD_CHARS_MAX + "}");
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z0-9_.-]+)}");

    /**
     * What a client may say.
     *
     * @param pattern that the whole value must match
     * @param otherwise the value where the client says nothing; null where it must
     */
    public record Argument(Pattern pattern, @Nullable String otherwise) {
        /** A pattern that takes too long over a value does not take it. */
        boolean takes(String value) {
            try {
                return pattern.matcher(new TimedText(value, MATCHED_WITHIN)).matches();
            } catch (TimedText.TimeIsOver | StackOverflowError tooHard) {
                return false;
            }
        }
    }

    /** The command, or why there is none. */
    sealed interface Resolved {
        record Command(List<String> parts) implements Resolved {}

        record Refused(String why) implements Resolved {}
    }

    /** @throws IllegalArgumentException with one sentence that names the command */
    public CommandTemplate {
        run = List.copyOf(run);
        arguments = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        environment = Map.copyOf(environment);
        require(NAME.matcher(name).matches(), name, "its name has 1 to " + Limits.JOB_WORD_CHARS_MAX
                + " characters out of A-Z a-z 0-9 _ . -");
        require(!run.isEmpty() && !run.getFirst().isBlank(), name, "run names no program");
        require(PLACE.matcher(run.getFirst()).results().findAny().isEmpty(), name,
                "the client must not choose the program");
        require(arguments.size() <= Limits.JOB_ARGUMENTS_MAX, name,
                "it has more than " + Limits.JOB_ARGUMENTS_MAX + " arguments");
        var used = run.stream().flatMap(part -> PLACE.matcher(part).results()).map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        require(used.equals(new TreeSet<>(arguments.keySet())), name,
                "run uses the arguments " + used + ", and arguments lists " + new TreeSet<>(arguments.keySet()));
        arguments.forEach((argument, form) -> require(NAME.matcher(argument).matches()
                && (form.otherwise() == null || form.takes(form.otherwise())), name,
                "the argument " + argument + " has a bad name, or a default that does not match"));
    }

    private static void require(boolean holds, String name, String why) {
        if (!holds) throw new IllegalArgumentException("The job command " + name + " is wrong: " + why + ".");
    }

    /** The command with what a client said in its places. */
    Resolved resolve(Map<String, String> given) {
        for (String said : given.keySet())
            if (!arguments.containsKey(said)) return new Resolved.Refused(name + " has no argument " + said + usage());
        Map<String, String> values = new LinkedHashMap<>();
        for (var argument : arguments.entrySet()) {
            String value = given.getOrDefault(argument.getKey(), argument.getValue().otherwise());
            if (value == null) return new Resolved.Refused(name + " needs " + argument.getKey() + "=..." + usage());
            if (!argument.getValue().takes(value))
                return new Resolved.Refused(name + " does not take " + argument.getKey() + "=" + value
                        + ": it must match " + argument.getValue().pattern() + ".");
            values.put(argument.getKey(), value);
        }
        List<String> parts = new ArrayList<>();
        for (String part : run)
            parts.add(PLACE.matcher(part)
                    .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), ""))));
        return new Resolved.Command(parts);
    }

    private String usage() {
        return arguments.isEmpty()
                ? "; it takes none."
                : "; it takes " + arguments.entrySet().stream()
                        .map(argument -> argument.getKey() + "=" + argument.getValue().pattern())
                        .collect(Collectors.joining(" ")) + ".";
    }
}
