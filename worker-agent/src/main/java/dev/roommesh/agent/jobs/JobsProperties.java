package dev.roommesh.agent.jobs;

import com.sun.management.OperatingSystemMXBean;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Which jobs a worker runs, and what they may take.
 *
 * @param directory in which each job has one of its own; below the system's folder for temporary files where none is
 *         given
 * @param demo whether the command {@code demo} can be run
 * @param timeMax of each job, unless its command says otherwise
 * @param memoryMax resident, of all processes of a job together; nine tenths of the machine's where none is given
 * @param outputMax that a job's command writes to its standard output and error
 * @param diskMax in a job's directory
 * @param commands by name; none but {@code demo} where none are given
 */
@ConfigurationProperties("roommesh.worker.jobs")
public record JobsProperties(@Nullable Path directory, @DefaultValue("true") boolean demo,
        @DefaultValue("24h") Duration timeMax, @Nullable DataSize memoryMax,
        @DefaultValue("64MB") DataSize outputMax, @DefaultValue("100GB") DataSize diskMax,
        @DefaultValue Map<String, Command> commands) {
    /**
     * One command.
     *
     * @param run the program, and its arguments; {@code {name}} stands for an argument of that name
     * @param arguments that a client gives
     * @param environment that the program gets beside the usual
     */
    public record Command(@DefaultValue List<String> run, @DefaultValue Map<String, Argument> arguments,
            @DefaultValue Map<String, String> environment, @Nullable Duration timeMax, @Nullable DataSize memoryMax,
            @Nullable DataSize outputMax, @Nullable DataSize diskMax) {}

    /**
     * What a client may say.
     *
     * @param pattern a regular expression that the whole value must match
     * @param otherwise the value where the client gives none; it must give one where this is null
     */
    public record Argument(@DefaultValue("") String pattern, @Nullable String otherwise) {}

    /** Two workers of one machine must not share one. */
    Path root(RoomId room, PeerId worker) {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"), "roommesh-jobs-" + System.getProperty("user.name"));
        return (directory == null ? usual : directory).toAbsolutePath()
                .resolve("room-" + name(room.value())).resolve("worker-" + name(worker.value()));
    }

    private static String name(String id) {
        // Two ids never have the same.
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    JobLimits usualLimits() {
        long machineBytes = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return new JobLimits(timeMax, memoryMax == null ? machineBytes / 10 * 9 : memoryMax.toBytes(),
                outputMax.toBytes(), diskMax.toBytes());
    }

    /** @throws IllegalArgumentException with one sentence that names the setting */
    public Map<String, CommandTemplate> templates() {
        JobLimits usual = usualLimits();
        Map<String, CommandTemplate> templates = new LinkedHashMap<>();
        commands.forEach((name, command) -> templates.put(name, template(name, command, usual)));
        return templates;
    }

    private static CommandTemplate template(String name, Command command, JobLimits usual) {
        Map<String, CommandTemplate.Argument> arguments = new LinkedHashMap<>();
        command.arguments().forEach((key, argument) -> arguments.put(key, argument(name, key, argument)));
        return new CommandTemplate(name, command.run(), arguments, command.environment(),
                new JobLimits(command.timeMax() == null ? usual.time() : command.timeMax(),
                        bytes(command.memoryMax(), usual.memoryBytes()),
                        bytes(command.outputMax(), usual.outputBytes()),
                        bytes(command.diskMax(), usual.diskBytes())));
    }

    private static long bytes(@Nullable DataSize own, long usual) {
        return own == null ? usual : own.toBytes();
    }

    private static CommandTemplate.Argument argument(String command, String name, Argument argument) {
        try {
            return new CommandTemplate.Argument(Pattern.compile(argument.pattern()), argument.otherwise());
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("The job command " + command + " is wrong: the pattern of " + name
                    + " is no regular expression (" + wrong.getDescription() + ").", wrong);
        }
    }
}
