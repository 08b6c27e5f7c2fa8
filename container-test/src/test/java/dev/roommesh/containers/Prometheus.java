package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a Prometheus says of itself and of what it scrapes. */
record Prometheus(URI base, HttpClient http) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Each as {@code job health}. */
    List<String> targets() {
        List<String> targets = new ArrayList<>();
        for (JsonNode target : get("targets?state=active").get("activeTargets"))
            targets.add(target.get("labels").get("job").asString() + " " + target.get("health").asString());
        return targets;
    }

    /** What a query has now; NaN where there is something that is no number. */
    List<Double> values(String expression) {
        List<Double> values = new ArrayList<>();
        for (JsonNode series : get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .get("result"))
            values.add(Double.parseDouble(series.get("value").get(1).asString().replace("Inf", "Infinity")));
        return values;
    }

    List<String> firing() {
        List<String> firing = new ArrayList<>();
        for (JsonNode alert : get("alerts").get("alerts"))
            if (alert.get("state").asString().equals("firing"))
                firing.add(alert.get("labels").get("alertname").asString());
        return firing;
    }

    private JsonNode get(String path) {
        try {
            String body = http.send(HttpRequest.newBuilder(base.resolve("/api/v1/" + path)).timeout(LIMIT).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
            JsonNode answer = JsonMapper.shared().readTree(body);
            assertThat(answer.get("status").asString()).as(body).isEqualTo("success");
            return answer.get("data");
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
