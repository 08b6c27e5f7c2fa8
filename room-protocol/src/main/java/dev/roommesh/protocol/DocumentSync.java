package dev.roommesh.protocol;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.VersionVector;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Office;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the replicas of the room's document alike (DESIGN 7.3): changes go straight to all, what is missed is asked for. */
final class DocumentSync {
    /** Processes that wrote in one history before a new one begins; the document takes no more than twice as many. */
    static final int ACTORS_BEFORE_ROLL = Limits.VECTOR_ACTORS_MAX / 2;
    /** Between two bases for one peer, which may be on their way for a while. */
    static final Duration BASE_PAUSE = Duration.ofSeconds(2);
    /** How long an answer may take before another peer is asked. */
    static final Duration ANSWER_WAIT = Duration.ofMillis(500);

    private final RoomDocument document;
    private final Outbox outbox;
    private final Duration wantAfter;
    private final Map<PeerId, Instant> served = new HashMap<>();
    private final Map<PeerId, Instant> basesServed = new HashMap<>();
    /** At most one base from each peer with a link. */
    private final Map<PeerId, BaseParts> bases = new HashMap<>();
    private final HeldBack heldBack = new HeldBack();
    private Instant begun;
    private boolean othersWrote;
    private boolean begunAnew;
    private long digest;
    private long changes;
    private Instant askAgain = Instant.MIN;
    private @Nullable PeerId urgent;
    private @Nullable PeerId lastAsked;

    DocumentSync(RoomDocument document, Outbox outbox, Duration wantAfter, Instant now) {
        this.document = document;
        this.outbox = outbox;
        this.wantAfter = wantAfter;
        this.begun = now;
        changed();
    }

    Epoch epoch() {
        return document.epoch();
    }

    /** {@link dev.roommesh.model.VersionVector#digest()} of the document. */
    long digest() {
        return digest;
    }

    /** How many changes the document holds. */
    long changes() {
        return changes;
    }

    void putOwn(Profile profile, long revision) {
        spread(document.putOwn(profile, revision));
    }

    void putAdmin(AdminRecord record) {
        if (document.content().admin().equals(Optional.of(record))) return;
        spread(document.putAdmin(record));
    }

    private void spread(List<Bytes> made) {
        if (made.isEmpty()) return;
        changed();
        outbox.broadcast(new MeshMessage.Changes(document.epoch(), made));
    }

    /** Whether a peer's document is the same, as far as its heartbeat tells. */
    boolean isLike(MeshMessage.Heartbeat beat) {
        return beat.epoch().equals(document.epoch()) && beat.vectorDigest() == digest;
    }

    /** Whether this history has become long or old; the acting admin begins another one then (DESIGN 7.4). */
    boolean isRollDue(Timing timing, Instant now) {
        return changes >= timing.rollAfterChanges() || !begun.plus(timing.rollAfter()).isAfter(now)
                || document.vector().seqs().size() > ACTORS_BEFORE_ROLL;
    }

    /** Begins a new history as the acting admin; entries of workers that are not kept are gone with the old one. */
    void roll(long term, Set<PeerId> keep, Instant now) {
        begin(document.roll(term, keep), now);
        for (MeshMessage part : BaseParts.cut(document.epoch(), document.base()))
            outbox.broadcast(part);
    }

    private void begin(Epoch epoch, Instant now) {
        begun = now;
        begunAnew = true;
        bases.clear();
        changed();
        outbox.note(new Conclusion.EpochBegun(epoch.term(), epoch.number()));
        for (HeldBack.From early : heldBack.take(epoch))
            received(early.peer(), early.changes(), true);
    }

    /** Whether the history is a new one since the last time that this was asked: it may lack this worker's entry. */
    boolean takeBegunAnew() {
        boolean anew = begunAnew;
        begunAnew = false;
        return anew;
    }

    /**
     * Whether the document got changes from others since the last time that this was asked. Then this worker's entry may
     * not say what it should: an earlier process of its own may have written later.
     */
    boolean takeOthersWrote() {
        boolean wrote = othersWrote;
        othersWrote = false;
        return wrote;
    }

    /**
     * Changes from a peer.
     *
     * @param member whether the sender is on the roster: nobody else's word of another history is kept
     * @return whether the document says more now, or lacks what must be asked for
     */
    boolean received(PeerId from, MeshMessage.Changes message, boolean member) {
        int order = message.epoch().compareTo(document.epoch());
        if (order > 0 && member && Office.isPlausible(message.epoch().term(), begun)) heldBack.add(from, message);
        if (order != 0) return false;
        Merge merge = document.merge(from, message.chunks());
        if (merge.applied() > 0) {
            changed();
            othersWrote = true;
        }
        switch (merge) {
            case Merge.Merged _ -> {
                // What is still lacking shows in the next heartbeat.
                if (message.chunks().size() > 1) askAgain = Instant.MIN;
            }
            case Merge.Missing _ -> urgent = from;
            case Merge.Refused refused -> outbox.note(new Conclusion.ChangeRefused(from, refused.why()));
        }
        return merge.applied() > 0 || merge instanceof Merge.Missing;
    }

    void wanted(PeerId from, MeshMessage.Wanted message, Instant now) {
        int order = message.epoch().compareTo(document.epoch());
        if (order > 0) return;
        // A peer that asks without end gets an answer as often as an honest one needs it.
        if (served.getOrDefault(from, Instant.MIN).isAfter(now.minusMillis(20))) return;
        served.put(from, now);
        if (order < 0) {
            if (basesServed.getOrDefault(from, Instant.MIN).plus(BASE_PAUSE).isAfter(now)) return;
            basesServed.put(from, now);
            for (MeshMessage part : BaseParts.cut(document.epoch(), document.base()))
                outbox.send(from, part);
        }
        VersionVector theirs = order < 0 ? VersionVector.EMPTY : message.vector();
        List<Bytes> lacking = document.since(theirs, Limits.CHANGE_BYTES_MAX - 4 * 1024);
        if (!lacking.isEmpty()) outbox.send(from, new MeshMessage.Changes(document.epoch(), lacking));
    }

    /** A part of a better history's base, from a member that follows it. */
    void base(PeerId from, MeshMessage.Base part, Instant now) {
        if (part.epoch().compareTo(document.epoch()) <= 0 || !Office.isPlausible(part.epoch().term(), now)) return;
        BaseParts parts = BaseParts.with(bases.get(from), part);
        bases.put(from, parts);
        Optional<Bytes> whole = parts.whole();
        if (whole.isEmpty()) return;
        bases.remove(from);
        document.adopt(part.epoch(), whole.get()).ifPresentOrElse(
                why -> outbox.note(new Conclusion.ChangeRefused(from, why)), () -> begin(part.epoch(), now));
    }

    void forget(PeerId peer) {
        served.remove(peer);
        bases.remove(peer);
        basesServed.remove(peer);
        heldBack.forget(peer);
        if (peer.equals(urgent)) urgent = null;
    }

    /** Asks one of these, whose documents have differed for long enough, for what is missing. */
    void repair(List<PeerId> linked, Reports reports, Instant now) {
        if (urgent != null && linked.contains(urgent)) {
            ask(urgent, now);
            urgent = null;
            return;
        }
        if (now.isBefore(askAgain)) return;
        for (PeerId peer : afterLastAsked(linked)) {
            Optional<Instant> since = reports.differsSince(peer);
            Optional<MeshMessage.Heartbeat> report = reports.of(peer);
            if (since.isEmpty() || report.isEmpty()) continue;
            int order = report.get().epoch().compareTo(document.epoch());
            if (isLike(report.get())) {
                reports.alike(peer);
            } else if (order > 0 || (order == 0 && !since.get().plus(wantAfter).isAfter(now))) {
                // A better history is fetched at once; whoever has a worse one comes by itself.
                ask(peer, now);
                return;
            }
        }
    }

    /** In turns: one that does not answer must not keep the others from being asked. */
    private List<PeerId> afterLastAsked(List<PeerId> linked) {
        int start = 0;
        while (start < linked.size() && lastAsked != null && linked.get(start).compareTo(lastAsked) <= 0)
            start++;
        List<PeerId> order = new ArrayList<>(linked.subList(start, linked.size()));
        order.addAll(linked.subList(0, start));
        return order;
    }

    private void ask(PeerId peer, Instant now) {
        lastAsked = peer;
        outbox.send(peer, new MeshMessage.Wanted(document.epoch(), document.vector()));
        askAgain = now.plus(ANSWER_WAIT);
    }

    private void changed() {
        digest = document.vector().digest();
        changes = document.vector().seqs().values().stream().mapToLong(Long::longValue).sum();
    }
}
