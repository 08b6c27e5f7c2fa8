package dev.roommesh.containers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard that Grafana is given. */
record Dashboard(String uid, List<Query> queries) {
    static final Path FILE = Images.top("deploy/grafana/dashboards/roommesh.json");
    /** What Grafana puts in, for a panel of some minutes. */
    private static final String RATE_INTERVAL = "30s";

    /**
     * One query of one panel.
     *
     * @param source uid of the data source
     */
    record Query(String panel, String source, String expression) {}

    static Dashboard read() {
        JsonNode json = JsonMapper.shared().readTree(FILE);
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : json.get("panels")) {
            for (JsonNode target : panel.path("targets"))
                queries.add(new Query(panel.get("title").asString(), target.get("datasource").get("uid").asString(),
                        target.get("expr").asString().replace("$__rate_interval", RATE_INTERVAL)));
        }
        return new Dashboard(json.get("uid").asString(), List.copyOf(queries));
    }
}
