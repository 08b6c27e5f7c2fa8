package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Office;
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
    private final Founding founding;
    private final RosterBook book;
    private final Elections elections;
    private final Office office;
    private final Speaker speaker;
    private final Outbox outbox;
    private Instant lastAsked = Instant.MIN;

    Joining(PeerId self, Timing timing, RosterBook book, Elections elections, Office office, Speaker speaker,
            Outbox outbox, Instant now) {
        this.pause = timing.lease();
        this.self = self;
        this.founding = new Founding(self, timing.foundAfter(), now);
        this.book = book;
        this.elections = elections;
        this.office = office;
        this.speaker = speaker;
        this.outbox = outbox;
    }

    void found(Set<PeerId> component, Profile profile, ServerWord server, RoomDocument document, Reports reports,
            Instant now) {
        Optional<List<Candidate>> founders = founding.founders(component, profile, server, document, reports, now);
        if (founders.isEmpty()) return;
        long term = elections.nextTerm(now);
        book.found(term, founders.get());
        outbox.note(new Conclusion.Founded(term, book.roster().size()));
        elections.claim(term, component, book.roster(), false, now);
        speaker.somethingNew();
    }

    /** Asks for a place where there is none, or for another size where the roster's is not this worker's. */
    void ask(boolean acting, long gpuMemoryMb, Instant now) {
        var wished = new Candidate(self, gpuMemoryMb);
        boolean fits = book.roster().find(self).filter(wished::equals).isPresent();
        if (fits || lastAsked.plus(pause).isAfter(now)) return;
        lastAsked = now;
        if (acting) book.wantsIn(wished);
        office.admin().ifPresent(admin -> outbox.send(admin, new MeshMessage.AdmitMe(gpuMemoryMb)));
    }
}
