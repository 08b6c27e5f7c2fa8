package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The part of each worker's process that runs jobs: one at a time, for whom the worker is kept, and no longer. It stands
 * still with the process.
 */
final class SimulatedJobs {
    /** How long it takes at most until the processes of a job are gone. */
    private static final Duration ENDS_WITHIN = Duration.ofMillis(200);

    private final SimulatedRoom room;
    private final VirtualTime time;
    private final Random random;
    private final Map<PeerId, HeldReservation> kept = new HashMap<>();
    private final Map<PeerId, ReservationId> running = new HashMap<>();

    SimulatedJobs(SimulatedRoom room, VirtualTime time, Random random) {
        this.room = room;
        this.time = time;
        this.random = random;
    }

    /** For whom each job runs. */
    Map<PeerId, ReservationId> running() {
        return Collections.unmodifiableMap(running);
    }

    void keptFor(PeerId worker, Optional<HeldReservation> reservation) {
        reservation.ifPresentOrElse(held -> kept.put(worker, held), () -> kept.remove(worker));
        ReservationId job = running.get(worker);
        if (job == null || reservation.filter(held -> held.id().equals(job)).isPresent()) return;
        room.events().count("Job:ENDED_WITH_ITS_RESERVATION");
        time.in(Duration.ofNanos(random.nextLong(ENDS_WITHIN.toNanos())), () -> end(worker, job));
    }

    /** Its process is gone, and the job with it. */
    void ended(PeerId worker) {
        kept.remove(worker);
        if (running.remove(worker) != null) room.tell(worker, WorkerStatus.AVAILABLE);
    }

    /** Where somebody has it and it does nothing else. */
    void begin(PeerId worker) {
        HeldReservation held = kept.get(worker);
        if (held == null || !room.isAwake(worker) || running.containsKey(worker)
                || room.profile(worker).status() != WorkerStatus.AVAILABLE)
            return;
        room.events().count("Job:BEGAN");
        running.put(worker, held.id());
        room.setStatus(worker, WorkerStatus.BUSY);
    }

    /** Its client shows that it is there. */
    void renew(PeerId worker, Duration ttl) {
        ReservationId job = running.get(worker);
        if (job != null && room.isAwake(worker)) room.deliver(worker, new Input.Renewed(job, ttl));
    }

    /** The client has what it wanted. @return under which reservation; empty where nothing ran */
    Optional<ReservationId> finish(PeerId worker) {
        Optional<ReservationId> job = Optional.ofNullable(running.get(worker)).filter(_ -> room.isAwake(worker));
        job.ifPresent(id -> {
            room.deliver(worker, new Input.GivenBack(id));
            end(worker, id);
        });
        return job;
    }

    private void end(PeerId worker, ReservationId job) {
        if (running.remove(worker, job)) room.setStatus(worker, WorkerStatus.AVAILABLE);
    }
}
