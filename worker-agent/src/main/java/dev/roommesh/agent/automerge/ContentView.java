package dev.roommesh.agent.automerge;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    private final ObjectId workers;
    private final ObjectId admins;
    private final Map<PeerId, WorkerEntry> entries = new HashMap<>();
    private final Map<PeerId, AdminRecord> records = new HashMap<>();
    private final Map<PeerId, ObjectId> readRecords = new HashMap<>();
    private DocumentContent content = DocumentContent.EMPTY;

    /** @param document holds the base and nothing else */
    ContentView(Document document, Collection<PeerId> inBase) {
        this.document = document;
        this.workers = section(document, Genesis.WORKERS);
        this.admins = section(document, Genesis.ADMINS);
        refresh(inBase);
    }

    private static ObjectId section(Document document, String name) {
        if (document.get(ObjectId.ROOT, name).orElse(null) instanceof AmValue.Map map) return map.getId();
        throw new IllegalStateException("the base lacks " + name);
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

    /** Reads again what is these workers'. */
    final void refresh(Collection<PeerId> authors) {
        for (PeerId author : authors) {
            readEntry(author);
            readRecord(author);
        }
        content = new DocumentContent(entries, records.values().stream().max(AdminRecords.LEAST_FIRST));
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
        // Of another worker's term nobody but that worker can tell.
        AdminRecords.read(document, map).filter(record -> record.admin().equals(peer)).ifPresentOrElse(
                record -> records.put(peer, record),
                () -> records.remove(peer));
    }
}
