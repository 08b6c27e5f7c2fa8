package dev.roommesh.protocol;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Quorum;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Works out where this worker stands: who acts, and in which mode the room is (DESIGN 6.4, 6.8). */
final class Standings {
    private final PeerId self;
    private final Timing timing;
    private final RosterBook book;
    private final Hearing hearing;
    private final Office office;
    private final Elections elections;
    private final Reports reports;

    Standings(Parts parts) {
        this.self = parts.self().peer();
        this.timing = parts.timing();
        this.book = parts.book();
        this.hearing = parts.hearing();
        this.office = parts.office();
        this.elections = parts.elections();
        this.reports = parts.reports();
    }

    Standing at(Set<PeerId> component, Instant now) {
        Roster roster = book.roster();
        if (!roster.isFounded() || !roster.has(self)) return new Standing(component, Mode.FORMING, false, now, true);
        return office.isHeld() ? asHolder(roster, component, now) : asFollower(roster, component, now);
    }

    private Standing asFollower(Roster roster, Set<PeerId> component, Instant now) {
        boolean silent = isAdminSilent(component, now);
        if (silent || hearing.isDeaf(now)) return new Standing(component, Mode.READ_ONLY, false, now, silent);
        Mode mode = Mode.READ_ONLY;
        if (!isAdminKnownToAct(component, now)) return new Standing(component, mode, false, now, false);
        if (Quorum.of(roster, component, office.admin().orElse(null))) {
            mode = Mode.NORMAL;
        } else if (elections.restIsGone(roster, component::contains, now)) {
            mode = Mode.CARETAKER;
        }
        return new Standing(component, mode, false, now, false);
    }

    /**
     * Not by hearsay: it says so itself, and somebody here hears it. What it said before a cut is not believed after it:
     * where only its link to this worker is cut, that is closed when it has been silent for long enough, and from then on
     * a neighbour carries its beats. Nor is what this worker read when it woke, which may be as old as its sleep.
     */
    private boolean isAdminKnownToAct(Set<PeerId> component, Instant now) {
        Instant believed = now.minus(timing.linkSilence()).minus(timing.adminSilence());
        Instant since = hearing.deafUntil().isAfter(believed) ? hearing.deafUntil() : believed;
        return office.admin()
                .filter(admin -> reports.saysThatItActs(admin, office.term(), since))
                .filter(admin -> hearing.lastDirect(admin).isAfter(now.minus(timing.adminSilence()))
                        || hearing.isListed(admin, component, now))
                .isPresent();
    }

    private Standing asHolder(Roster roster, Set<PeerId> component, Instant now) {
        Set<PeerId> echoing = office.echoing(now);
        Optional<Instant> leaseEnd = office.leaseEnd(roster, now);
        if (leaseEnd.isPresent() && book.hasQuorum(echoing, office.incumbent(), reports)) {
            office.regularize();
            return new Standing(component, Mode.NORMAL, true, leaseEnd.get(), false);
        }
        // The server's word is all that a caretaker has; it is asked anew at every tick, so a lease ahead is enough.
        boolean caretaker = !hearing.isDeaf(now) && elections.restIsGone(roster, echoing::contains, now);
        return caretaker
                ? new Standing(component, Mode.CARETAKER, true, now.plus(timing.lease()), false)
                : new Standing(component, Mode.READ_ONLY, false, now, false);
    }

    private boolean isAdminSilent(Set<PeerId> component, Instant now) {
        Optional<PeerId> followed = office.admin();
        if (followed.isEmpty() || followed.get().equals(self)) return true;
        PeerId admin = followed.get();
        if (hearing.isDead(admin) || reports.gaveUp(admin, office.term())) return true;
        // Who was given the office across a cut knows nothing of it.
        if (reports.doesNotKnow(admin, office.term(), office.electedAt().plus(timing.adminSilence()))) return true;
        Instant since = now.minus(timing.adminSilence());
        return !hearing.lastDirect(admin).isAfter(since) && !office.electedAt().isAfter(since)
                && !hearing.isListed(admin, component, now);
    }
}
