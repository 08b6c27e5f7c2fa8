package dev.roommesh.agent.operation;

import dev.roommesh.agent.jobs.JobHost;
import dev.roommesh.agent.loop.AgentLoop;
import dev.roommesh.agent.oldpeer.Keeping;
import dev.roommesh.model.JobId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What jobs and old clients make of this worker. While it is in its room the member keeps the reservation; while it is not, as where the
 * registry is switched off, what the last member kept is kept here.
 */
final class JobHosting implements JobHost, Keeping {
    private final OwnProfile profile;
    private final AgentLoop loop;
    private final AtomicReference<@Nullable HeldReservation> outside;
    private final InstantSource clock;

    JobHosting(OwnProfile profile, AgentLoop loop, AtomicReference<@Nullable HeldReservation> outside,
            InstantSource clock) {
        this.profile = profile;
        this.loop = loop;
        this.outside = outside;
        this.clock = clock;
    }

    @Override
    public void busy(JobId job, String command) {
        profile.busy(job, command);
    }

    @Override
    public void idle() {
        profile.idle();
    }

    @Override
    public void renew(ReservationId reservation, Duration lease) {
        if (loop.isIn()) loop.must(new Input.Renewed(reservation, lease));
        Instant until = clock.instant().plus(lease);
        outside.updateAndGet(held -> held != null && held.id().equals(reservation) && held.until().isBefore(until)
                ? new HeldReservation(held.id(), held.client(), until)
                : held);
    }

    @Override
    public void giveBack(ReservationId reservation) {
        if (loop.isIn()) loop.must(new Input.GivenBack(reservation));
        outside.updateAndGet(held -> held != null && held.id().equals(reservation) ? null : held);
    }

    @Override
    public boolean stands(ReservationId reservation) {
        HeldReservation held = outside.get();
        return loop.isIn() || held == null || !held.id().equals(reservation) || clock.instant().isBefore(held.until());
    }
}
