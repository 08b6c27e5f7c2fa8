package dev.roommesh.protocol;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the replicas of the room's document alike (DESIGN 7.3): changes go straight to all, what is missed is asked for. */
final class DocumentSync {
    /** How long an answer may take before another peer is asked. */
    static final Duration ANSWER_WAIT = Duration.ofMillis(500);

    private final RoomDocument document;
    private final Outbox outbox;
    private final Duration wantAfter;
    private final Map<PeerId, Instant> served = new HashMap<>();
    private long digest;
    private long changes;
    private Instant askAgain = Instant.MIN;
    private @Nullable PeerId urgent;
    private @Nullable PeerId lastAsked;

    DocumentSync(RoomDocument document, Outbox outbox, Duration wantAfter) {
        this.document = document;
        this.outbox = outbox;
        this.wantAfter = wantAfter;
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

    void putOwn(Profile profile) {
        spread(document.putOwn(profile));
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

    void received(PeerId from, MeshMessage.Changes message) {
        if (!message.epoch().equals(document.epoch())) return;
        Merge merge = document.merge(from, message.chunks());
        if (merge.applied() > 0) changed();
        switch (merge) {
            case Merge.Merged _ -> {
                // What is still lacking shows in the next heartbeat.
                if (message.chunks().size() > 1) askAgain = Instant.MIN;
            }
            case Merge.Missing _ -> urgent = from;
            case Merge.Refused refused -> outbox.note(new Conclusion.ChangeRefused(from, refused.why()));
        }
    }

    void wanted(PeerId from, MeshMessage.Wanted message, Instant now) {
        if (!message.epoch().equals(document.epoch())) return;
        // A peer that asks without end gets an answer as often as an honest one needs it.
        if (served.getOrDefault(from, Instant.MIN).isAfter(now.minusMillis(20))) return;
        served.put(from, now);
        List<Bytes> lacking = document.since(message.vector(), Limits.CHANGE_BYTES_MAX - 4 * 1024);
        if (!lacking.isEmpty()) outbox.send(from, new MeshMessage.Changes(document.epoch(), lacking));
    }

    void forget(PeerId peer) {
        served.remove(peer);
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
            if (since.isEmpty()) continue;
            if (reports.of(peer).filter(report -> report.vectorDigest() != digest).isEmpty()) {
                reports.alike(peer);
            } else if (!since.get().plus(wantAfter).isAfter(now)) {
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
