package dev.roommesh.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The alerts that Prometheus is given. */
final class AlertRules {
    static final Path FOLDER = Images.top("deploy/prometheus");

    private AlertRules() {}

    /** @param name labels and annotations as well are what is shown to people */
    record Alert(String name, String expression, Map<String, String> labels, Map<String, String> annotations) {}

    static List<Alert> read() {
        return list(yaml("alerts.yml"), "groups").flatMap(group -> list(group, "rules"))
                .map(rule -> new Alert(text(rule, "alert"), text(rule, "expr"), texts(rule, "labels"),
                        texts(rule, "annotations")))
                .toList();
    }

    /** The alerts that fire somewhere in the tests of the rules. */
    static List<String> firingInTests() {
        return list(yaml("alerts.test.yml"), "tests").flatMap(test -> list(test, "alert_rule_test"))
                .filter(expected -> list(expected, "exp_alerts").findAny().isPresent())
                .map(expected -> text(expected, "alertname")).toList();
    }

    private static Map<String, Object> yaml(String file) {
        try {
            return new Yaml().load(Files.readString(FOLDER.resolve(file)));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static String text(Map<String, Object> parent, String name) {
        return parent.getOrDefault(name, "").toString();
    }

    @SuppressWarnings("unchecked") // As YAML has it.
    private static Stream<Map<String, Object>> list(Map<String, Object> parent, String name) {
        return ((List<Map<String, Object>>) parent.getOrDefault(name, List.of())).stream();
    }

    @SuppressWarnings("unchecked") // As YAML has it.
    private static Map<String, String> texts(Map<String, Object> parent, String name) {
        return (Map<String, String>) parent.getOrDefault(name, Map.of());
    }
}
