package dev.roommesh.protocol;

import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.link.LinkPolicy;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Doubts;
import dev.roommesh.protocol.liveness.Hearing;

/** What a member is made of; each part holds one kind of knowledge, and all of them belong to the member's thread. */
record Parts(Self self, Timing timing, RoomDocument document, Links links, Hearing hearing, Doubts doubts,
        Office office, RosterBook book, Reports reports, ServerWord server, RoundTrips roundTrips, Outbox outbox,
        Elections elections, DocumentSync sync, Speaker speaker, Signals signals) {
    static Parts of(Self self, Timing timing, RoomDocument document) {
        var links = new Links(self.peer(), self.incarnation(), new LinkPolicy(timing.dialTimeout(),
                timing.redialMin(), timing.redialMax(), timing.linkSilence()));
        var hearing = new Hearing(self.peer(), timing.heartbeat());
        var office = new Office(self.peer(), timing.lease());
        var book = new RosterBook(self.peer());
        var reports = new Reports();
        var server = new ServerWord();
        var roundTrips = new RoundTrips();
        var outbox = new Outbox(links);
        var elections = new Elections(self.peer(), timing, office, links, outbox, reports, server, roundTrips);
        var sync = new DocumentSync(document, outbox, timing.wantAfter());
        var speaker = new Speaker(self, timing, hearing, office, outbox, links, book, sync);
        var signals = new Signals(self.peer(), server, links, hearing, outbox);
        return new Parts(self, timing, document, links, hearing, new Doubts(timing.probeSpread()), office, book,
                reports, server, roundTrips, outbox, elections, sync, speaker, signals);
    }
}
