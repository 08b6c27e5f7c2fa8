package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.Change.Decoded;
import dev.roommesh.agent.automerge.EpochReplica.Begun;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.automerge.Document;
import org.automerge.ObjectId;

/**
 * A replica of the room's document on automerge. One thread alone may use it, the one that made it or another: the
 * native code crashes when two meet in it. {@link #close()} frees what the garbage collector does not see.
 */
public final class AutomergeRoomDocument implements RoomDocument, AutoCloseable {
    /** Random bytes that an actor needs. */
    public static final int PROCESS_BYTES = Actor.PROCESS_BYTES;

    static {
        // Before anything touches ObjectId.ROOT: its class initializer needs the library that only a document loads.
        new Document().free();
    }

    private final RoomId room;
    private final PeerId self;
    private final Supplier<Bytes> process;
    private EpochReplica replica;

    /**
     * A replica that holds the genesis.
     *
     * @param process gives {@link #PROCESS_BYTES} random bytes at each call, never the same again
     */
    public AutomergeRoomDocument(RoomId room, PeerId self, Supplier<Bytes> process) {
        this.room = room;
        this.self = self;
        this.process = process;
        this.replica = begun(room, Genesis.EPOCH, Bytes.copyOf(Genesis.change()), Actor.of(room, self, process.get()));
    }

    @Override
    public Epoch epoch() {
        return replica.epoch();
    }

    @Override
    public VersionVector vector() {
        return replica.log().vector();
    }

    /** Size of all that this epoch was made of, as it crossed the wire: its base and the changes since. */
    public long bytes() {
        return (long) replica.base().size() + replica.log().bytes();
    }

    @Override
    public DocumentContent content() {
        return replica.view().content();
    }

    @Override
    public List<Bytes> putOwn(Profile profile, long revision) {
        WorkerEntry after = WorkerEntry.of(self, wellFormed(profile), revision);
        ContentView view = replica.view();
        WorkerEntry before = view.content().workers().get(self);
        if (after.equals(before)) return List.of();
        return replica.write(transaction -> {
            if (before == null) {
                WorkerEntries.create(transaction, view.workers(), after);
            } else {
                ObjectId entry = view.entry(self).orElseThrow();
                WorkerEntries.update(replica.document(), transaction, entry, before, after);
            }
        });
    }

    @Override
    public List<Bytes> putAdmin(AdminRecord record) {
        ContentView view = replica.view();
        if (record.equals(view.recordOf(self))) return List.of();
        return replica.write(transaction -> AdminRecords.write(transaction, view.admins(), self, room, record));
    }

    private static Profile wellFormed(Profile profile) {
        Map<String, PropertyValue> properties = new LinkedHashMap<>();
        profile.properties().forEach((name, value) -> properties.put(name, DocumentValues.wellFormed(value)));
        return new Profile(profile.tags().stream().map(DocumentValues::wellFormed).toList(), properties);
    }

    /** {@inheritDoc} Whose a change is stands in it, so who sent it does not matter here. */
    @Override
    public Merge merge(PeerId from, List<Bytes> changes) {
        Set<String> authors = new HashSet<>();
        int applied = 0;
        Merge outcome = null;
        for (Bytes bytes : changes) {
            outcome = switch (ChangeDecoder.decode(bytes.toArray(), ChangeLimits.CHANGE)) {
                case Decoded.Accepted(Change change) -> {
                    Merge one = replica.take(change, bytes);
                    if (one.applied() > 0) authors.add(change.header().actor());
                    yield one;
                }
                case Decoded.Rejected(String why) -> new Merge.Refused(0, why);
            };
            applied += outcome.applied();
            if (!(outcome instanceof Merge.Merged)) break;
        }
        if (applied > 0) replica.refresh(authors);
        return switch (outcome) {
            case Merge.Refused refused -> new Merge.Refused(applied, refused.why());
            case Merge.Missing _ -> new Merge.Missing(applied);
            case Merge.Merged _ -> new Merge.Merged(applied);
            case null -> new Merge.Merged(0);
        };
    }

    @Override
    public List<Bytes> since(VersionVector vector, int bytesMax) {
        return replica.log().since(vector, bytesMax);
    }

    @Override
    public Bytes base() {
        return replica.base();
    }

    @Override
    public Epoch roll(long term, Set<PeerId> keep) {
        long number = epoch().nextNumber();
        Bytes base = EpochBase.of(room, number, content(), keep);
        var next = new Epoch(term, number, EpochBase.decoded(base.toArray()).header().hash());
        swap(begun(room, next, base, freshActor()));
        return next;
    }

    @Override
    public Optional<String> adopt(Epoch better, Bytes base) {
        if (better.compareTo(epoch()) <= 0) return Optional.of("the epoch is not better than the one that is held");
        return switch (EpochReplica.begin(room, better, base, freshActor())) {
            case Begun.Refused(String why) -> Optional.of(why);
            case Begun.Replica(EpochReplica next) -> {
                swap(next);
                yield Optional.empty();
            }
        };
    }

    private static EpochReplica begun(RoomId room, Epoch epoch, Bytes base, byte[] actor) {
        return switch (EpochReplica.begin(room, epoch, base, actor)) {
            case Begun.Replica(EpochReplica replica) -> replica;
            case Begun.Refused(String why) -> throw new IllegalStateException("an own base is refused: " + why);
        };
    }

    private byte[] freshActor() {
        return Actor.of(room, self, process.get());
    }

    PeerId self() {
        return self;
    }

    EpochReplica replica() {
        return replica;
    }

    private void swap(EpochReplica next) {
        replica.close();
        replica = next;
    }

    @Override
    public void close() {
        replica.close();
    }
}
