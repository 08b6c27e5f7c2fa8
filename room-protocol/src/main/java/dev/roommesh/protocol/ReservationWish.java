package dev.roommesh.protocol;

import dev.roommesh.model.Filters;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client's wish for a worker while this member coordinates it. */
final class ReservationWish {
    private final Input.ReserveWished wish;
    private final Instant came;
    private final Set<PeerId> tried = new HashSet<>();
    private @Nullable PeerId asked;
    private Instant askedAt;
    private boolean refused;

    ReservationWish(Input.ReserveWished wish, Instant now) {
        this.wish = wish;
        this.came = now;
        this.askedAt = now;
    }

    Input.ReserveWished wish() {
        return wish;
    }

    void ask(PeerId worker, Instant now) {
        tried.add(worker);
        asked = worker;
        askedAt = now;
    }

    /**
     * What is asked of a worker. Whoever is not named by the client is reserved for a short while, though two members may
     * ask it: the client has not heard of it yet, and may never do.
     */
    Duration ttl() {
        boolean isFirst = wish.worker().isEmpty() && wish.ttl().compareTo(Limits.RESERVATION_FIRST_TTL) > 0;
        return isFirst ? Limits.RESERVATION_FIRST_TTL : wish.ttl();
    }

    /** The worker that was asked has said no, itself. */
    void refused() {
        refused = true;
    }

    boolean wasRefused() {
        return refused;
    }

    boolean waitsFor(PeerId worker) {
        return worker.equals(asked);
    }

    boolean wasAsked(PeerId worker) {
        return tried.contains(worker);
    }

    boolean isOverdue(Duration limit, Instant now) {
        return asked != null && !now.isBefore(askedAt.plus(limit));
    }

    /** How long a worker that was granted for so long may be relied on now: it may have been since the wish came. */
    long restMillis(Duration granted, Instant now) {
        return Math.max(0, granted.minus(Duration.between(came, now)).toMillis());
    }

    /** Those who would do, were they free; whom the client named whatever it is like. */
    List<WorkerEntry> fitting(List<WorkerEntry> workers) {
        return workers.stream().filter(wish.worker().isPresent()
                ? entry -> wish.worker().get().equals(entry.peerId())
                : entry -> admits(wish.filters(), entry.metadata())).toList();
    }

    /** Whatever its status is now. */
    private static boolean admits(Filters filters, Profile profile) {
        return new Filters(null, filters.minGpuMemoryMb(), filters.tags(), filters.properties()).admit(profile);
    }

    /**
     * Whom to ask next: who is reserved under this id already, for a client that has not heard of it; else the smallest
     * that does, so that the larger ones are there for whoever needs them. Whom the client named is asked whatever it
     * shows, for that may be out of date, and it may be this client's.
     */
    Optional<WorkerEntry> next(List<WorkerEntry> fitting, Predicate<WorkerEntry> free) {
        var mine = PropertyValue.of(wish.reservation().fingerprint());
        Predicate<WorkerEntry> isMine = entry -> mine.equals(entry.metadata().properties().get(Profile.RESERVATION));
        return fitting.stream().filter(entry -> !tried.contains(entry.peerId()))
                .filter(entry -> wish.worker().isPresent() || isMine.test(entry) || free.test(entry))
                .min(Comparator.comparing((WorkerEntry entry) -> !isMine.test(entry))
                        .thenComparingLong(entry -> entry.metadata().gpuMemoryMb()).thenComparing(WorkerEntry::peerId));
    }
}
