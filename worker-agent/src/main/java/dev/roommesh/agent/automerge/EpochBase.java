package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.Change.Decoded;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.DocumentContent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;

/**
 * Writes the base of an epoch: one change that says what the last epoch came to. It is a function of the room, the
 * epoch's number and that content: names are sorted, the time is 0, and its actor is the SHA-256 of
 * {@code epoch|room|number|hash}, where the hash is that of the same change written by an actor of zeros. So an actor
 * never stands for two bases, and no worker's actor begins like it.
 *
 * <p>Of several admins' records the one of the highest term goes over. No reader takes another one.
 */
final class EpochBase {
    private EpochBase() {}

    static Bytes of(RoomId room, long number, DocumentContent content, Set<PeerId> keep) {
        byte[] byNobody = write(new byte[Actor.BYTES], room, content, keep);
        String author = "epoch|" + room.value() + '|' + number + '|' + decoded(byNobody).header().hash();
        byte[] actor = Sha256.fresh().digest(author.getBytes(StandardCharsets.UTF_8));
        return Bytes.copyOf(write(actor, room, content, keep));
    }

    /** @throws IllegalStateException for what {@link #of} did not write */
    static Change decoded(byte[] base) {
        return switch (ChangeDecoder.decode(base, ChangeLimits.BASE)) {
            case Decoded.Accepted(Change change) -> change;
            case Decoded.Rejected(String why) ->
                throw new IllegalStateException("automerge wrote a base that no peer would take: " + why);
        };
    }

    private static byte[] write(byte[] actor, RoomId room, DocumentContent content, Set<PeerId> keep) {
        var document = new Document(actor);
        try (Transaction transaction = document.startTransaction()) {
            ObjectId workers = transaction.set(ObjectId.ROOT, Genesis.WORKERS, ObjectType.MAP);
            ObjectId admins = transaction.set(ObjectId.ROOT, Genesis.ADMINS, ObjectType.MAP);
            for (WorkerEntry entry : content.workers().values()) {
                if (!keep.contains(entry.peerId())) continue;
                WorkerEntries.create(transaction, workers,
                        WorkerEntry.of(entry.peerId(), sorted(entry.metadata()), entry.revision()));
            }
            content.admin().ifPresent(record -> AdminRecords.write(transaction, admins, record.admin(), room, record));
            transaction.commit();
            return Deflated.fitting(document.encodeChangesSince(new ChangeHash[0]), Limits.BASE_BYTES_MAX);
        } finally {
            document.free();
        }
    }

    private static Profile sorted(Profile profile) {
        return new Profile(profile.tags(), sorted(profile.properties()));
    }

    private static Map<String, PropertyValue> sorted(Map<String, PropertyValue> fields) {
        Map<String, PropertyValue> sorted = new LinkedHashMap<>();
        new TreeMap<>(fields).forEach((name, value) -> sorted.put(name, sorted(value)));
        return sorted;
    }

    private static PropertyValue sorted(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Fields fields -> new PropertyValue.Fields(sorted(fields.values()));
            case PropertyValue.Items items ->
                new PropertyValue.Items(items.values().stream().map(EpochBase::sorted).toList());
            default -> value;
        };
    }
}
