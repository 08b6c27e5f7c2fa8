package dev.roommesh.protocol.document;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the room's document says.
 *
 * @param workers the entries, by whose they are
 * @param admin what the last admin wrote of itself; it only informs
 */
public record DocumentContent(Map<PeerId, WorkerEntry> workers, Optional<AdminRecord> admin) {
    public static final DocumentContent EMPTY = new DocumentContent(Map.of(), Optional.empty());

    public DocumentContent {
        workers = Collections.unmodifiableMap(new TreeMap<>(workers));
    }
}
