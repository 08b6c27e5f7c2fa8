package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** What the acting admin keeps in order: the roster, and the document's word of who it is (DESIGN 6.9, 7.2). */
final class AdminDuties {
    private final PeerId self;
    private final Timing timing;
    private final RosterBook book;
    private final Hearing hearing;
    private final Office office;
    private final ServerWord server;
    private final Reports reports;
    private final DocumentSync sync;
    private final Outbox outbox;

    AdminDuties(Parts parts) {
        this.self = parts.self().peer();
        this.timing = parts.timing();
        this.book = parts.book();
        this.hearing = parts.hearing();
        this.office = parts.office();
        this.server = parts.server();
        this.reports = parts.reports();
        this.sync = parts.sync();
        this.outbox = parts.outbox();
    }

    void perform(Standing standing, Instant now) {
        boolean caretaker = standing.mode() == Mode.CARETAKER;
        forgetTheLongDead(caretaker, now);
        // A caretaker has nobody whose holding of the roster could be waited for.
        if (caretaker || book.isSettled(reports)) {
            book.change(office.term(), longestDead(), !caretaker).ifPresent(change -> {
                outbox.note(change);
                outbox.broadcast(new MeshMessage.RosterUpdate(book.roster()));
            });
        }
        sync.putAdmin(new AdminRecord(self, office.term(), book.roster()));
    }

    private void forgetTheLongDead(boolean caretaker, Instant now) {
        for (Candidate candidate : book.roster().peers()) {
            PeerId peer = candidate.peerId();
            boolean longDead = hearing.isDead(peer)
                    && hearing.lastListed(peer).plus(timing.forgetAfter()).isBefore(now);
            boolean agreed = !caretaker || server.hasNotSeen(peer, timing.forgetAfter(), now);
            if (longDead && agreed) book.mustGo(peer);
        }
    }

    private Optional<PeerId> longestDead() {
        return book.roster().peers().stream().map(Candidate::peerId).filter(hearing::isDead)
                .min(Comparator.comparing(hearing::lastListed));
    }
}
