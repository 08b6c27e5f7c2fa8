package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How this worker comes onto the roster: it founds the room, or asks the acting admin, again and again. */
final class Joining {
    /** Between two requests; an admin that takes longer than a lease may be none any more. */
    private final Duration pause;
    private final PeerId self;
    private final Parts parts;
    private final Founding founding;
    private final RosterBook book;
    private final Elections elections;
    private final Outbox outbox;
    private Instant lastAsked = Instant.MIN;
    private @Nullable Instant orphanedSince;

    Joining(Parts parts) {
        this.pause = parts.timing().lease();
        this.self = parts.self().peer();
        this.parts = parts;
        this.founding = new Founding(self, parts.timing().foundAfter());
        this.book = parts.book();
        this.elections = parts.elections();
        this.outbox = parts.outbox();
    }

    void found(Set<PeerId> component, Profile profile, Instant now) {
        Optional<List<Candidate>> founders = founding.founders(component, profile, parts.server(), parts.document(),
                parts.reports(), book.roster().at(), now);
        if (founders.isEmpty()) return;
        long term = elections.nextTerm(now);
        book.found(term, founders.get());
        outbox.note(new Conclusion.Founded(term, book.roster().size()));
        elections.claim(term, component, book.roster(), Conclusion.Ground.FOUNDING, now, now);
        parts.speaker().somethingNew();
    }

    /**
     * Whether nobody is left of the roster who could admit anybody: neither this worker nor anybody whom it reaches is on
     * it, and the server has said of all of it for a while that they are gone. Then the room is founded anew.
     */
    boolean isOrphaned(Set<PeerId> component, Instant now) {
        boolean orphaned = book.roster().isFounded() && book.roster().peers().stream().map(Candidate::peerId)
                .allMatch(peer -> !component.contains(peer) && parts.server().saysGone(peer, now));
        if (!orphaned) {
            orphanedSince = null;
            return false;
        }
        if (orphanedSince == null) orphanedSince = now;
        return !orphanedSince.plus(parts.timing().foundAfter()).isAfter(now);
    }

    /** Asks for a place where there is none, or for another size where the roster's is not this worker's. */
    void ask(boolean acting, long gpuMemoryMb, Instant now) {
        var wished = new Candidate(self, gpuMemoryMb);
        boolean fits = book.roster().find(self).filter(wished::equals).isPresent();
        if (fits || lastAsked.plus(pause).isAfter(now)) return;
        lastAsked = now;
        if (acting) book.wantsIn(wished);
        parts.office().admin().ifPresent(admin -> outbox.send(admin, new MeshMessage.AdmitMe(gpuMemoryMb)));
    }
}
