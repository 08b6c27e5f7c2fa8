package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, dashboard and docs/OPERATING.md speak of the same things. */
class OperatingTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^#### (Roommesh\\w+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(roommesh_\\w+)` \\| (\\w+) \\|");
    private static final Pattern METRIC = Pattern.compile("roommesh_\\w+");

    @Test
    void eachAlertHasASeverityASentenceAndASectionThatSaysWhatToDo() throws IOException {
        String operating = operating();
        for (AlertRules.Alert alert : AlertRules.read()) {
            assertThat(alert.labels()).as(alert.name()).containsOnlyKeys("severity");
            assertThat(alert.labels().get("severity")).as(alert.name()).isIn("page", "warning");
            assertThat(alert.annotations()).as(alert.name()).containsOnlyKeys("summary", "runbook_url")
                    .containsEntry("runbook_url",
                            "docs/OPERATING.md#" + alert.name().toLowerCase(Locale.ROOT));
            assertThat(section(operating, alert.name())).as(alert.name()).contains("*Means:*", "*Look at:*", "*Do:*");
        }
        assertThat(found(HEADING, operating)).containsExactlyElementsOf(
                AlertRules.read().stream().map(AlertRules.Alert::name).toList());
    }

    @Test
    void eachAlertFiresInTheTestsOfTheRules() {
        assertThat(AlertRules.firingInTests()).containsAll(
                AlertRules.read().stream().map(AlertRules.Alert::name).toList());
    }

    @Test
    void whatAlertsAndDashboardAskForIsAMetricThatThereIs() throws IOException {
        Set<String> there = new TreeSet<>();
        ROW.matcher(operating()).results().forEach(row -> {
            there.add(row.group(1));
            if (row.group(2).equals("histogram"))
                Stream.of("_bucket", "_count", "_sum").forEach(part -> there.add(row.group(1) + part));
        });
        List<String> asked = Stream.concat(AlertRules.read().stream().map(AlertRules.Alert::expression),
                Dashboard.read().queries().stream().map(Dashboard.Query::expression))
                .flatMap(expression -> found(METRIC, expression).stream()).toList();
        assertThat(asked).hasSizeGreaterThan(40).isSubsetOf(there);
    }

    @Test
    void theDashboardAsksTheDataSourceThatIsProvisioned() throws IOException {
        String source = Files.readString(Images.top("deploy/grafana/provisioning/datasources/prometheus.yml"));
        Dashboard dashboard = Dashboard.read();
        assertThat(dashboard.uid()).isEqualTo("roommesh");
        assertThat(dashboard.queries()).extracting(Dashboard.Query::source).containsOnly("prometheus");
        assertThat(source).contains("\n    uid: prometheus\n", "http://prometheus:9090");
    }

    private static String operating() throws IOException {
        return Files.readString(Images.top("docs/OPERATING.md"));
    }

    private static String section(String text, String heading) {
        int start = text.indexOf("#### " + heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = text.indexOf("\n#", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static List<String> found(Pattern form, String text) {
        return form.matcher(text).results().map((MatchResult it) -> it.groupCount() > 0 ? it.group(1) : it.group())
                .collect(Collectors.toList());
    }
}
