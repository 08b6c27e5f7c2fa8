package dev.roommesh.agent.automerge;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the document says, kept in Java, for a read through the native code costs 20 us. After a change only what its
 * author owns is read again. The binding's patches would say what a change touched, but they end the process as soon as
 * one of them tells of a conflict.
 */
final class ContentView {
    private final Document document;
    private final RoomId room;
    private final ObjectId workers;
    private final ObjectId admins;
    private final Map<PeerId, WorkerEntry> entries = new HashMap<>();
    private final Map<PeerId, AdminRecord> records = new HashMap<>();
    private final Map<PeerId, ObjectId> readRecords = new HashMap<>();
    private final Map<String, PeerId> peerOfOwner = new HashMap<>();
    private DocumentContent content = DocumentContent.EMPTY;

    /** @param document holds the genesis and nothing else */
    ContentView(Document document, RoomId room) {
        this.document = document;
        this.room = room;
        this.workers = section(document, Genesis.WORKERS);
        this.admins = section(document, Genesis.ADMINS);
    }

    private static ObjectId section(Document document, String name) {
        if (document.get(ObjectId.ROOT, name).orElse(null) instanceof AmValue.Map map) return map.getId();
        throw new IllegalStateException("the genesis lacks " + name);
    }

    ObjectId workers() {
        return workers;
    }

    ObjectId admins() {
        return admins;
    }

    DocumentContent content() {
        return content;
    }

    @Nullable
    AdminRecord recordOf(PeerId writer) {
        return records.get(writer);
    }

    Optional<ObjectId> entry(PeerId peer) {
        return document.get(workers, peer.value())
                .flatMap(value -> value instanceof AmValue.Map map ? Optional.of(map.getId()) : Optional.empty());
    }

    /** Reads again what these actors may have changed: what their workers own. */
    void refresh(Collection<String> actors) {
        Set<PeerId> authors = new HashSet<>();
        for (String actor : actors) {
            author(Actor.owner(actor)).ifPresent(authors::add);
        }
        for (PeerId author : authors) {
            readEntry(author);
            readRecord(author);
        }
        content = new DocumentContent(entries, records.values().stream().max(AdminRecords.LEAST_FIRST));
    }

    /** Empty for whoever has nothing in the document under its own name: what it wrote elsewhere is nobody's. */
    private Optional<PeerId> author(String owner) {
        if (!peerOfOwner.containsKey(owner)) {
            learn(workers);
            learn(admins);
        }
        return Optional.ofNullable(peerOfOwner.get(owner));
    }

    private void learn(ObjectId section) {
        for (String key : document.keys(section).orElseGet(() -> new String[0])) {
            peer(key).ifPresent(peer -> peerOfOwner.put(Actor.owner(room, peer), peer));
        }
    }

    private static Optional<PeerId> peer(String key) {
        try {
            return Optional.of(new PeerId(key));
        } catch (IllegalArgumentException nobody) {
            return Optional.empty();
        }
    }

    private void readEntry(PeerId peer) {
        entry(peer).flatMap(map -> WorkerEntries.read(document, map, peer))
                .ifPresentOrElse(entry -> entries.put(peer, entry), () -> entries.remove(peer));
    }

    /** A record is never changed, but replaced by another object, which is why one object is read once. */
    private void readRecord(PeerId peer) {
        if (!(document.get(admins, peer.value()).orElse(null) instanceof AmValue.Map map)) {
            records.remove(peer);
            return;
        }
        if (map.getId().equals(readRecords.put(peer, map.getId()))) return;
        AdminRecords.read(document, map).ifPresentOrElse(record -> records.put(peer, record),
                () -> records.remove(peer));
    }
}
