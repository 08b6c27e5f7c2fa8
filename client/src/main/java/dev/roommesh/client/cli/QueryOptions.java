package dev.roommesh.client.cli;

import dev.roommesh.model.Condition;
import dev.roommesh.model.Filters;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which workers are asked for: all that is given must hold. */
final class QueryOptions {
    @Option(names = "--status", paramLabel = "S", description = "Only workers that are ${COMPLETION-CANDIDATES}.")
    private @Nullable WorkerStatus status;

    @Option(names = "--min-gpu-memory-mb", paramLabel = "N", description = "Only workers with at least N MiB.")
    private @Nullable Long minGpuMemoryMb;

    @Option(names = "--tag", paramLabel = "T", description = "Only workers with this tag, or with one of several.")
    private List<String> tags = List.of();

    @Option(names = "--property", paramLabel = "K=V", description = "Only workers whose property K is V; repeatable.")
    private Map<String, String> properties = Map.of();

    @Option(names = "--limit", paramLabel = "N", description = "At most N workers, 1 to " + Limits.ANSWER_WORKERS_MAX
            + ".")
    private int limit = Limits.ANSWER_WORKERS_MAX;

    WorkerQuery query(CommandLine command) {
        try {
            Map<String, Condition> conditions = new LinkedHashMap<>();
            properties.forEach((name, value) -> conditions.put(name, new Condition.Equal(valueOf(value))));
            return new WorkerQuery(new Filters(status, minGpuMemoryMb, tags, conditions), limit);
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(command, wrong.getMessage() + ".");
        }
    }

    /** What looks like a number or a truth value is one; quotes make it a text. */
    static PropertyValue valueOf(String written) {
        if (written.equals("true") || written.equals("false")) return PropertyValue.of(Boolean.parseBoolean(written));
        if (written.matches("-?\\d{1,18}")) return PropertyValue.of(Long.parseLong(written));
        if (written.matches("-?\\d{1,18}\\.\\d{1,18}")) return new PropertyValue.Decimal(Double.parseDouble(written));
        boolean isQuoted = written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
        return PropertyValue.of(isQuoted ? written.substring(1, written.length() - 1) : written);
    }
}
