package dev.roommesh.protocol;

import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Acceptor;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Proposer;
import dev.roommesh.protocol.link.LinkPolicy;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Doubts;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;

/** What a member is made of; each part holds one kind of knowledge, and all of them belong to the member's thread. */
record Parts(Self self, Timing timing, RoomDocument document, Links links, Hearing hearing, Doubts doubts,
        Office office, RosterBook book, Reports reports, ServerWord server, RoundTrips roundTrips, Outbox outbox,
        Acceptor acceptor, Proposer proposer, Elections elections, DocumentSync sync, Speaker speaker,
        Signals signals) {
    static Parts of(Self self, Timing timing, RoomDocument document, Instant now) {
        var links = new Links(self.peer(), self.incarnation(), new LinkPolicy(timing.dialTimeout(),
                timing.redialMin(), timing.redialMax(), timing.linkSilence()));
        var hearing = new Hearing(self.peer(), timing.heartbeat());
        var office = new Office(self.peer(), timing.lease());
        var book = new RosterBook(self.peer());
        var reports = new Reports();
        var server = new ServerWord();
        var roundTrips = new RoundTrips();
        var outbox = new Outbox(self.peer(), links, hearing);
        var acceptor = new Acceptor();
        var proposer = new Proposer();
        var elections = new Elections(self.peer(), timing, office, links, outbox, reports, server, acceptor,
                proposer);
        var sync = new DocumentSync(document, outbox, timing.wantAfter(), now);
        var speaker = new Speaker(self, timing, hearing, office, outbox, links, book, sync);
        var signals = new Signals(self.peer(), server, outbox);
        return new Parts(self, timing, document, links, hearing, new Doubts(timing.probeSpread()), office, book,
                reports, server, roundTrips, outbox, acceptor, proposer, elections, sync, speaker, signals);
    }
}
