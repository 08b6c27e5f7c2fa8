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

    Joining(Parts parts, Instant now) {
        this.pause = parts.timing().lease();
        this.self = parts.self().peer();
        this.parts = parts;
        this.founding = new Founding(self, parts.timing().foundAfter(), now);
        this.book = parts.book();
        this.elections = parts.elections();
        this.outbox = parts.outbox();
    }

    void found(Set<PeerId> component, Profile profile, Instant now) {
        Optional<List<Candidate>> founders = founding.founders(component, profile, parts.server(), parts.document(),
                parts.reports(), now);
        if (founders.isEmpty()) return;
        long term = elections.nextTerm(now);
        book.found(term, founders.get());
        outbox.note(new Conclusion.Founded(term, book.roster().size()));
        elections.claim(term, component, book.roster(), false, now);
        parts.speaker().somethingNew();
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
