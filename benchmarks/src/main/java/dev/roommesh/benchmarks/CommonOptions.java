package dev.roommesh.benchmarks;

import picocli.CommandLine.Option;

/** What every benchmark is told. */
public final class CommonOptions {
    /** Names the environment variable that is {@code 1} where the launcher made a network for this program alone. */
    public static final String OWN_NETWORK_VARIABLE = "ROOMMESH_OWN_NETWORK";

    @Option(names = "--json", description = "Each row as one line of JSON.")
    private boolean json;

    @Option(names = "--quick", description = "Fewer repetitions, or a shorter time.")
    private boolean quick;

    public boolean isJson() {
        return json;
    }

    public boolean isQuick() {
        return quick;
    }

    /** Whether the network may be changed: nobody else uses it. */
    public boolean hasOwnNetwork() {
        return "1".equals(System.getenv(OWN_NETWORK_VARIABLE));
    }
}
