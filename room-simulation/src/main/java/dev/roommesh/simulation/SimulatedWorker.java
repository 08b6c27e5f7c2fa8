package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One process of a worker, with the inputs that wait for it. */
final class SimulatedWorker {
    final PeerId peer;
    final RoomDocument document;
    final Member member;
    final Instant born;
    private final VirtualTime time;
    private final Random random;
    private final BiConsumer<SimulatedWorker, Input> handle;
    private final Queue<Input> inbox = new ArrayDeque<>();
    /** What the process was told last of itself. */
    Profile told;
    /** Whether the server gave it a ticket. */
    boolean ticket;
    boolean gone;
    boolean leaving;
    boolean registering;
    /** Of the sends that are such, only some are carried out; then the process ends. */
    @Nullable
    Predicate<Effect> diesWithin;
    private boolean frozen;
    private boolean working;
    private boolean tickWaits;
    private Duration slowness = Duration.ZERO;
    private @Nullable VersionVector compared;
    private @Nullable Instant unsaidSince;

    SimulatedWorker(PeerId peer, RoomDocument document, Member member, Profile told, VirtualTime time, Random random,
            BiConsumer<SimulatedWorker, Input> handle) {
        this.peer = peer;
        this.document = document;
        this.member = member;
        this.told = told;
        this.born = time.now();
        this.time = time;
        this.random = random;
        this.handle = handle;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isSlow() {
        return !slowness.isZero();
    }

    /** Ticks for as long as it lives; one that stands still misses its ticks. */
    void tick() {
        if (gone) return;
        if (!frozen && !tickWaits) {
            tickWaits = true;
            arrive(new Input.Tick());
        }
        time.in(Timing.TICK, this::tick);
    }

    void arrive(Input input) {
        if (!frozen && !isSlow() && inbox.isEmpty()) {
            take(input);
        } else {
            inbox.add(input);
            work();
        }
    }

    /** Whether another input waits: of a process that was frozen, or is slow. */
    boolean hasMore() {
        return !inbox.isEmpty();
    }

    private void take(Input input) {
        if (input instanceof Input.Tick) tickWaits = false;
        if (input instanceof Input.OwnProfile own) told = own.profile();
        handle.accept(this, input);
        compare(input instanceof Input.OwnProfile);
    }

    private void compare(boolean toldAnew) {
        VersionVector vector = document.vector();
        boolean mayDiffer = toldAnew || unsaidSince != null || !vector.equals(compared);
        compared = vector;
        if (!mayDiffer) return;
        WorkerEntry entry = document.content().workers().get(peer);
        boolean says = entry != null && Shown.says(entry.metadata(), told);
        if (says) unsaidSince = null;
        else if (unsaidSince == null) unsaidSince = time.now();
    }

    /** Since when its replica does not say of it what it was told last. */
    Optional<Instant> unsaidSince() {
        return Optional.ofNullable(unsaidSince);
    }

    private void work() {
        if (working || frozen) return;
        working = true;
        time.in(isSlow() ? Duration.ofNanos(random.nextLong(slowness.toNanos())) : Duration.ZERO, () -> {
            working = false;
            if (gone || frozen) return;
            Input next = inbox.poll();
            if (next != null) take(next);
            if (!gone && !inbox.isEmpty()) work();
        });
    }

    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        // It could say nothing meanwhile.
        if (unsaidSince != null) unsaidSince = time.now();
        if (!inbox.isEmpty()) work();
    }

    /** @param within every input is handled at most so long after the one before it; zero: at once */
    void slow(Duration within) {
        slowness = within;
        if (!inbox.isEmpty()) work();
    }
}
