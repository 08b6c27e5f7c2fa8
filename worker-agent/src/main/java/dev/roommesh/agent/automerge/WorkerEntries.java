package dev.roommesh.agent.automerge;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.MapEntry;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;

/** Reads and writes {@code workers/<peer_id>}: {@code {peer_id, role, metadata {tags, properties}, revision}}. */
final class WorkerEntries {
    private static final String PEER_ID = "peer_id";
    private static final String ROLE = "role";
    private static final String WORKER = "worker";
    private static final String METADATA = "metadata";
    private static final String TAGS = "tags";
    private static final String PROPERTIES = "properties";
    private static final String REVISION = "revision";

    private WorkerEntries() {}

    /** What is no property's value is left out; an entry that is none, or breaks a profile's limits, is not there. */
    static Optional<WorkerEntry> read(Document document, ObjectId entry, PeerId peer) {
        if (!(document.get(entry, PEER_ID).orElse(null) instanceof AmValue.Str id)
                || !id.getValue().equals(peer.value()))
            return Optional.empty();
        try {
            return metadata(document, entry).map(metadata -> WorkerEntry.of(peer,
                    new Profile(tags(document, metadata), properties(document, metadata)), revision(document, entry)));
        } catch (IllegalArgumentException beyondLimits) {
            return Optional.empty();
        }
    }

    /** What is no revision counts as none. */
    private static long revision(Document document, ObjectId entry) {
        AmValue value = document.get(entry, REVISION).orElse(null);
        return value != null && DocumentValues.read(document, value, 0) instanceof PropertyValue.Whole(long number)
                && number > 0 && number <= Limits.REVISION_MAX ? number : 0;
    }

    private static Optional<ObjectId> metadata(Document document, ObjectId entry) {
        return document.get(entry, METADATA).flatMap(WorkerEntries::map);
    }

    private static Optional<ObjectId> map(AmValue value) {
        return value instanceof AmValue.Map map ? Optional.of(map.getId()) : Optional.empty();
    }

    private static List<String> tags(Document document, ObjectId metadata) {
        List<String> tags = new ArrayList<>();
        if (document.get(metadata, TAGS).orElse(null) instanceof AmValue.List list) {
            for (AmValue tag : document.listItems(list.getId()).orElseGet(() -> new AmValue[0])) {
                if (tag instanceof AmValue.Str text) tags.add(text.getValue());
            }
        }
        return tags;
    }

    private static Map<String, PropertyValue> properties(Document document, ObjectId metadata) {
        Map<String, PropertyValue> properties = new LinkedHashMap<>();
        document.get(metadata, PROPERTIES).flatMap(WorkerEntries::map).ifPresent(map -> {
            for (MapEntry property : DocumentValues.entries(document, map)) {
                value(document, property).ifPresent(value -> properties.put(property.getKey(), value));
            }
        });
        return properties;
    }

    private static Optional<PropertyValue> value(Document document, MapEntry property) {
        try {
            return Optional.ofNullable(DocumentValues.read(document, property.getValue(), 0));
        } catch (IllegalArgumentException beyondLimits) {
            return Optional.empty();
        }
    }

    /** Writes a whole entry in the place of whatever was there. */
    static void create(Transaction transaction, ObjectId workers, WorkerEntry written) {
        Profile profile = written.metadata();
        ObjectId entry = transaction.set(workers, written.peerId().value(), ObjectType.MAP);
        transaction.set(entry, PEER_ID, written.peerId().value());
        transaction.set(entry, ROLE, WORKER);
        ObjectId metadata = transaction.set(entry, METADATA, ObjectType.MAP);
        putTags(transaction, metadata, profile.tags());
        ObjectId properties = transaction.set(metadata, PROPERTIES, ObjectType.MAP);
        profile.properties().forEach((name, value) -> DocumentValues.put(transaction, properties, name, value));
        putRevision(transaction, entry, written.revision());
    }

    /** Writes the difference alone, into an entry that could be read as {@code before}. */
    static void update(Document document, Transaction transaction, ObjectId entry, WorkerEntry was, WorkerEntry now) {
        Profile before = was.metadata();
        Profile after = now.metadata();
        ObjectId metadata = metadata(document, entry).orElseThrow();
        ObjectId properties = document.get(metadata, PROPERTIES).flatMap(WorkerEntries::map)
                .orElseGet(() -> transaction.set(metadata, PROPERTIES, ObjectType.MAP));
        if (!before.tags().equals(after.tags())) putTags(transaction, metadata, after.tags());
        for (String name : before.properties().keySet()) {
            if (!after.properties().containsKey(name)) transaction.delete(properties, name);
        }
        after.properties().forEach((name, value) -> {
            if (!value.equals(before.properties().get(name))) {
                DocumentValues.put(transaction, properties, name, value);
            }
        });
        if (was.revision() != now.revision()) putRevision(transaction, entry, now.revision());
    }

    private static void putRevision(Transaction transaction, ObjectId entry, long revision) {
        DocumentValues.put(transaction, entry, REVISION, PropertyValue.of(revision));
    }

    private static void putTags(Transaction transaction, ObjectId metadata, List<String> tags) {
        ObjectId list = transaction.set(metadata, TAGS, ObjectType.LIST);
        long index = 0;
        for (String tag : tags) {
            transaction.insert(list, index++, tag);
        }
    }
}
