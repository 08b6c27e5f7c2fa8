package dev.roommesh.benchmarks.room;

import java.util.List;

/** Where the processes of a room are, and how they are reached. */
public sealed interface Network extends AutoCloseable permits Network.Shared, SplitNetwork {
    /** Where the signaling server listens. */
    String serverAddress();

    /** Where the observer reaches a worker. */
    String workerAddress(String worker);

    /** The command that runs a worker's program in its network; may be empty. */
    List<String> runner(String worker);

    @Override
    void close();

    /** All in the network of this program, as {@code ./roommesh up} starts them. */
    record Shared() implements Network {
        private static final String LOCAL = "127.0.0.1";

        @Override
        public String serverAddress() {
            return LOCAL;
        }

        @Override
        public String workerAddress(String worker) {
            return LOCAL;
        }

        @Override
        public List<String> runner(String worker) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
