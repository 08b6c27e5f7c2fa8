package dev.roommesh.client.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The workers that {@code up} has started in a state directory, for whoever does not own them. */
public final class LocalWorkers {
    private LocalWorkers() {}

    /** Asks each of them, at the same time; takes two seconds where one does not answer. */
    public static ClusterView lookAt(StateDirectory state) {
        List<StartedProcess> workers = state.processes().stream().filter(StartedProcess::isWorker).toList();
        try (var http = new LocalHttp()) {
            List<CompletableFuture<Optional<RoomReport>>> answers = workers.stream()
                    .map(worker -> http.room(worker.httpPort())).toList();
            List<ClusterView.Worker> seen = new ArrayList<>();
            for (int index = 0; index < answers.size(); index++)
                seen.add(new ClusterView.Worker(workers.get(index).name(), workers.get(index).handle().isPresent(),
                        answers.get(index).join().orElse(null)));
            return new ClusterView(seen);
        }
    }
}
