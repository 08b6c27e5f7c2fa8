package dev.roommesh.client.local;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster as its workers tell it, at one moment. */
public record ClusterView(List<Worker> workers) {
    /**
     * @param isAlive whether its process runs
     * @param report what it says; null while it does not answer
     */
    public record Worker(String name, boolean isAlive, @Nullable RoomReport report) {
        boolean isSettled(int workers) {
            return report != null && report.mode() == Mode.NORMAL && report.adminPeerId() != null
                    && report.linksOpen() == workers - 1 && report.linksExpected() == workers - 1
                    && report.workers().size() == workers;
        }
    }

    public ClusterView {
        workers = List.copyOf(workers);
    }

    /** Each worker has a link to each other, knows them all, and all follow the same admin: the best of them. */
    public boolean isComplete() {
        return workers.stream().allMatch(worker -> worker.isSettled(workers.size())) && admins().count() == 1
                && best().equals(admin());
    }

    /** The worker with the most GPU memory, of several the one with the lowest id: who ends up as admin. */
    private Optional<PeerId> best() {
        return reports().map(report -> new Candidate(report.peerId(),
                report.profile().map(Profile::gpuMemoryMb).orElse(0L))).min(Comparator.naturalOrder())
                .map(Candidate::peerId);
    }

    /** The admin that all who answer follow; empty when they follow none or several. */
    public Optional<PeerId> admin() {
        List<PeerId> admins = admins().toList();
        return admins.size() == 1 ? Optional.of(admins.getFirst()) : Optional.empty();
    }

    /** The highest term that anyone follows; 0 before the first. */
    public long term() {
        return reports().mapToLong(RoomReport::adminTerm).max().orElse(0);
    }

    /** Links that are open: half of what the workers, each for its own end, say. */
    public int linksOpen() {
        return reports().mapToInt(RoomReport::linksOpen).sum() / 2;
    }

    /** Links of a complete mesh. */
    public int linksExpected() {
        return workers.size() * (workers.size() - 1) / 2;
    }

    /** The first worker whose process has ended. */
    public Optional<Worker> firstEnded() {
        return workers.stream().filter(worker -> !worker.isAlive()).findFirst();
    }

    /** The first worker that is not where it should be; empty when none is, or the admin alone is in dispute. */
    public Optional<Worker> firstUnsettled() {
        return workers.stream().filter(worker -> !worker.isSettled(workers.size())).findFirst();
    }

    /** What a complete mesh still lacks, in a few words. */
    public String missing() {
        List<String> silent = workers.stream().filter(worker -> worker.report() == null).map(Worker::name).toList();
        if (!silent.isEmpty()) return "no answer from " + String.join(", ", silent);
        if (linksOpen() < linksExpected()) return linksOpen() + " of " + linksExpected() + " links are open";
        if (admin().isEmpty()) return admins().findAny().isEmpty() ? "no admin" : "the workers follow several admins";
        if (firstUnsettled().isPresent()) return firstUnsettled().get().name() + " does not know the whole room";
        return isComplete() ? "nothing" : "the office is not with the best worker yet";
    }

    private Stream<PeerId> admins() {
        return reports().map(RoomReport::adminPeerId).filter(PeerId.class::isInstance).map(PeerId.class::cast)
                .distinct();
    }

    private Stream<RoomReport> reports() {
        return workers.stream().map(Worker::report).filter(RoomReport.class::isInstance).map(RoomReport.class::cast);
    }
}
