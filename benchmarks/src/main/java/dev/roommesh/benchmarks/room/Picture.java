package dev.roommesh.benchmarks.room;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest that the observer knows.
 *
 * @param sights by worker; one that does not answer is missing
 * @param answer the latest answer that a client got through the server
 */
public record Picture(Map<String, Sight> sights, @Nullable Answer answer) {
    /** What a client was answered. */
    public record Answer(Source source, @Nullable PeerId admin, Mode mode, boolean stale) {}

    static final Picture NOTHING = new Picture(Map.of(), null);

    public Picture {
        sights = Map.copyOf(sights);
    }

    /** Whom these workers all follow, itself among them and acting; empty while they do not, or one is silent. */
    public Optional<String> actingAdmin(Collection<String> workers) {
        String common = null;
        for (String worker : workers) {
            Sight sight = sights.get(worker);
            if (sight == null || sight.adminPeerId() == null) return Optional.empty();
            String named = sight.adminPeerId().value();
            if (common != null && !common.equals(named)) return Optional.empty();
            common = named;
        }
        if (common == null || !workers.contains(common)) return Optional.empty();
        return Objects.requireNonNull(sights.get(common)).actingAdmin() ? Optional.of(common) : Optional.empty();
    }

    /** Whether the client's latest answer came from this admin in its office. */
    public boolean isAnsweredBy(String admin) {
        return answer != null && answer.source() == Source.ADMIN && new PeerId(admin).equals(answer.admin());
    }

    /** All see all of them, follow one admin and are normal; links may still be missing. */
    public boolean isOneRoom(Collection<String> workers) {
        return actingAdmin(workers).isPresent() && workers.stream().allMatch(worker -> {
            Sight sight = Objects.requireNonNull(sights.get(worker));
            return sight.mode() == Mode.NORMAL && sight.workers().size() == workers.size()
                    && sight.roster().size() == workers.size();
        }) && sights.values().stream().filter(Sight::actingAdmin).count() == 1;
    }

    /** {@link #isOneRoom}, and every link works both ways. */
    public boolean isWhole(Collection<String> workers) {
        return isOneRoom(workers) && workers.stream()
                .allMatch(worker -> Objects.requireNonNull(sights.get(worker)).linksAlive() == workers.size() - 1);
    }

    public boolean allInMode(Collection<String> workers, Collection<Mode> modes) {
        return workers.stream().allMatch(worker -> {
            Sight sight = sights.get(worker);
            return sight != null && modes.contains(sight.mode());
        });
    }

    /** Whether none of these shows a worker in discovery. */
    public boolean isHiddenFrom(Collection<String> workers, String hidden) {
        return workers.stream().allMatch(worker -> {
            Sight sight = sights.get(worker);
            return sight != null && !sight.shows(hidden);
        });
    }
}
