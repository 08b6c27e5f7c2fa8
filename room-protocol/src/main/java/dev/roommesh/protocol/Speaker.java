package dev.roommesh.protocol;

import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What this worker says of itself, and passes on of others (DESIGN 6.1, 6.2). */
final class Speaker {
    /** Beats whose time of sending is remembered: those of one lease, to one peer and another out of turn. */
    static final int BEATS_MAX = 256;

    private final Self self;
    private final Timing timing;
    private final Hearing hearing;
    private final Office office;
    private final Outbox outbox;
    private final Links links;
    private final RosterBook book;
    private final DocumentSync sync;
    private long sequence;
    private Instant due = Instant.MIN;
    private Set<PeerId> said = Set.of();
    private boolean somethingNew;
    private boolean acting;
    /** When each beat of the last lease was sent. */
    private final TreeMap<Long, Instant> sent = new TreeMap<>();

    Speaker(Self self, Timing timing, Hearing hearing, Office office, Outbox outbox, Links links, RosterBook book,
            DocumentSync sync) {
        this.self = self;
        this.timing = timing;
        this.hearing = hearing;
        this.office = office;
        this.outbox = outbox;
        this.links = links;
        this.book = book;
        this.sync = sync;
    }

    /** The next heartbeat must not wait: something in it has changed that others act on. */
    void somethingNew() {
        somethingNew = true;
    }

    /**
     * A heartbeat to all when it is due (who holds the office gathers echoes by it), when the set of those heard has
     * shrunk, or when there is something new.
     *
     * @param actsNow whether this worker may act as admin
     * @return whether it was due
     */
    boolean speak(boolean actsNow, Instant now) {
        // Whoever follows must not take this worker for an acting admin sooner, or longer, than it is one.
        if (actsNow != acting) somethingNew = true;
        acting = actsNow;
        Set<PeerId> hears = hearing.hears(now);
        boolean inTurn = !now.isBefore(due);
        if (!inTurn && !somethingNew && hears.containsAll(said)) return false;
        Duration interval = office.isHeld() ? timing.adminBeat() : timing.heartbeat();
        due = now.plus(interval);
        said = hears;
        somethingNew = false;
        outbox.broadcast(beat(interval, hears, now));
        return inTurn;
    }

    /** Whether the last heartbeat to all said that this worker acts. */
    boolean saysThatItActs() {
        return acting;
    }

    /** The beats of a holder of the office come sooner: what was announced before it took the office does not bind it. */
    void hasten(Instant now) {
        if (due.isAfter(now)) due = now;
    }

    /** A heartbeat to one peer, out of turn. */
    void beatTo(PeerId peer, Instant now) {
        Duration interval = office.isHeld() ? timing.adminBeat() : timing.heartbeat();
        outbox.send(peer, beat(interval, hearing.hears(now), now));
    }

    private MeshMessage.Heartbeat beat(Duration interval, Set<PeerId> hears, Instant now) {
        if (office.isHeld()) remember(sequence + 1, now);
        return new MeshMessage.Heartbeat(++sequence, self.incarnation(), Math.toIntExact(interval.toMillis()),
                office.term(), admin(), acting && office.isHeld(), book.roster().at(), sync.epoch(), sync.digest(),
                hears);
    }

    private void remember(long number, Instant now) {
        sent.put(number, now);
        while (sent.size() > BEATS_MAX || !sent.firstEntry().getValue().isAfter(now.minus(timing.lease())))
            sent.pollFirstEntry();
    }

    /** No echo of a beat from before its doze counts, and it may not act before there are others. */
    void overslept() {
        sent.clear();
        if (acting) somethingNew = true;
        acting = false;
    }

    /** When a beat was sent; empty when that is longer ago than a lease. */
    Optional<Instant> sentAt(long number) {
        return Optional.ofNullable(sent.get(number));
    }

    /** Nobody is named that this worker does not follow: itself only while it holds the office. */
    private @Nullable PeerId admin() {
        return office.admin().filter(peer -> !peer.equals(self.peer()) || office.isHeld()).orElse(null);
    }

    MeshMessage.ProbeReply answer(MeshMessage.Probe probe) {
        return new MeshMessage.ProbeReply(probe.nonce(), office.term(), admin(), book.roster().at());
    }

    /** The admin that this worker follows gets its lease from such echoes. */
    void echo(PeerId peer, MeshMessage.Heartbeat beat) {
        boolean admins = peer.equals(beat.admin()) && office.admin().filter(peer::equals).isPresent()
                && beat.term() == office.term();
        if (admins) outbox.send(peer, new MeshMessage.BeatEcho(beat.term(), beat.sequence()));
    }

    /** Passes a neighbour's set on to those that have no link to it; of several neighbours the first by id does. */
    void vouchFor(PeerId origin, MeshMessage.Heartbeat beat) {
        pass(origin, origin, new MeshMessage.Vouch(origin, beat.incarnation(), beat.sequence(), beat.nextInMillis(),
                beat.hears()));
    }

    /**
     * Takes in a set that was passed on, and passes it on if it is news.
     *
     * @return whether it is
     */
    boolean passOn(PeerId from, MeshMessage.Vouch vouch, Instant now) {
        if (vouch.origin().equals(self.peer())) return false;
        boolean news = hearing.passedOn(vouch.origin(), vouch.incarnation(), vouch.sequence(),
                Duration.ofMillis(vouch.nextInMillis()), vouch.hears(), now);
        if (news) pass(vouch.origin(), from, vouch);
        return news;
    }

    private void pass(PeerId origin, PeerId from, MeshMessage.Vouch vouch) {
        for (PeerId peer : links.open()) {
            boolean knowsItself = peer.equals(origin) || peer.equals(from) || hearing.heardBy(peer).contains(origin);
            if (!knowsItself && isFirstBetween(origin, peer)) outbox.sendOverLink(peer, vouch);
        }
    }

    private boolean isFirstBetween(PeerId origin, PeerId peer) {
        for (PeerId other : links.open()) {
            if (other.compareTo(self.peer()) >= 0) return true;
            Set<PeerId> heard = hearing.heardBy(other);
            if (heard.contains(origin) && heard.contains(peer)) return false;
        }
        return true;
    }
}
