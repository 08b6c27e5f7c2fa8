package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.Limits;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Bound as Spring Boot binds them; what is wrong is said as the worker says it. */
class WorkerPropertiesTest {
    private static final Path OPERATING = Path.of(System.getProperty("user.dir"), "..", "docs", "OPERATING.md");

    @Test
    void whatIsNotGivenHasADefault() {
        WorkerProperties properties = bound(Map.of());
        assertThat(properties.tags()).containsExactly("roommesh");
        assertThat(properties.heartbeatInterval()).hasSeconds(1);
        assertThat(properties.transportMessagesMax()).isEqualTo(1_000_000);
        assertThat(properties.oldClients()).isTrue();
        assertThat(properties.peer()).isEmpty();
        assertThat(properties.gpuMemoryMb()).isNull();
        assertThat(properties.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"server||a server's address looks like http://127.0.0.1:8080",
            "server|ftp://a|a server's address looks like http://127.0.0.1:8080",
            "room||a room id has 1 to 64 characters out of A-Z a-z 0-9 . _ -",
            "token||a token has 1 to 4096 characters",
            "name|two words|--name is not a peer id: a peer id has 1 to 64 characters out of A-Z a-z 0-9 . _ : -.",
            "gpu-memory-mb|-1|--gpu-memory-mb is 0 to 1073741824 MiB.",
            "gpu-memory-mb|1073741825|--gpu-memory-mb is 0 to 1073741824 MiB.",
            "heartbeat-interval|99ms|the heartbeat interval is 100 ms to 60 s, not PT0.099S",
            "heartbeat-interval|61s|the heartbeat interval is 100 ms to 60 s, not PT1M1S",
            "transport-messages-max|99|roommesh.worker.transport-messages-max is 100 to 100000000.",
            "transport-messages-max|100000001|roommesh.worker.transport-messages-max is 100 to 100000000.",
            "port-min|80|a range of ports lies within 1024 to 65535, not 80 to 0"})
    void aBadValueIsSaidInOneSentence(String property, String value, String sentence) {
        assertThat(sentenceFor(Map.of(property, value == null ? "" : value))).isEqualTo(sentence);
    }

    @Test
    void whatIsTooLongOrTooManyIsSaidInOneSentence() {
        assertThat(sentenceFor(Map.of("gpu-model", "x".repeat(Limits.TEXT_CHARS_MAX + 1))))
                .isEqualTo("a text value has at most 1024 characters");
        assertThat(sentenceFor(Map.of("tags", IntStream.rangeClosed(0, Limits.TAGS_MAX).mapToObj(String::valueOf)
                .collect(Collectors.joining(","))))).isEqualTo("a profile has at most 32 tags");
    }

    @Test
    void theLimitsThemselvesAreAllowed() {
        WorkerProperties properties = bound(Map.of("gpu-memory-mb", "" + Limits.GPU_MEMORY_MB_MAX,
                "heartbeat-interval", "100ms", "port-min", "1024", "port-max", "65535", "transport-messages-max",
                "100"));
        assertThat(properties.gpuMemoryMb()).isEqualTo(Limits.GPU_MEMORY_MB_MAX);
    }

    @Test
    void everyPropertyIsInTheTableForOperatorsWithItsDefault() throws IOException {
        List<String> rows = Files.readAllLines(OPERATING).stream().filter(row -> row.startsWith("| `roommesh.worker."))
                .toList();
        for (RecordComponent property : WorkerProperties.class.getRecordComponents()) {
            String name = property.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            assertThat(rows).as(name).anyMatch(
                    row -> row.contains("`roommesh.worker." + name + "`") || row.contains(", `." + name + "`"));
        }
        assertThat(rows).anyMatch(row -> row.startsWith("| `roommesh.worker.old-clients` | `true` |"));
    }

    private static String sentenceFor(Map<String, String> given) {
        var failure = new Throwable[1];
        assertThatThrownBy(() -> bound(given)).satisfies(thrown -> failure[0] = thrown);
        FailureAnalysis analysis = new StartAnalyzer().analyze(failure[0]);
        return analysis.getDescription();
    }

    private static WorkerProperties bound(Map<String, String> given) {
        var values = new LinkedHashMap<>(Map.of("server", "http://127.0.0.1:8080", "room", "lab", "token", "secret"));
        values.putAll(given);
        var source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("roommesh.worker." + name, value));
        return new Binder(source).bind("roommesh.worker", Bindable.of(WorkerProperties.class)).get();
    }
}
