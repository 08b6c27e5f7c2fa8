package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.ChangeHeader.Decoded;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;

/**
 * A replica of the room's document on automerge. One thread alone may use it, the one that made it or another: the
 * native code crashes when two meet in it. {@link #close()} frees what the garbage collector does not see.
 */
public final class AutomergeRoomDocument implements RoomDocument, AutoCloseable {
    /** Random bytes that the constructor needs. */
    public static final int PROCESS_BYTES = Actor.PROCESS_BYTES;

    static {
        // Before anything touches ObjectId.ROOT: its class initializer needs the library that only a document loads.
        new Document().free();
    }

    private final RoomId room;
    private final PeerId self;
    private final String actor;
    private final Document document;
    private final ChangeLog log = new ChangeLog();
    private final ContentView view;

    /**
     * A replica that holds the genesis.
     *
     * @param process {@link #PROCESS_BYTES} random bytes, never used before
     */
    public AutomergeRoomDocument(RoomId room, PeerId self, Bytes process) {
        byte[] writer = Actor.of(room, self, process);
        this.room = room;
        this.self = self;
        this.actor = HexFormat.of().formatHex(writer);
        this.document = new Document(writer);
        document.applyEncodedChanges(Genesis.change());
        this.view = new ContentView(document, room);
    }

    @Override
    public Epoch epoch() {
        return Genesis.EPOCH;
    }

    @Override
    public VersionVector vector() {
        return log.vector();
    }

    @Override
    public DocumentContent content() {
        return view.content();
    }

    @Override
    public List<Bytes> putOwn(Profile profile) {
        Profile after = wellFormed(profile);
        WorkerEntry before = view.content().workers().get(self);
        if (before != null && before.metadata().equals(after)) return List.of();
        return write(transaction -> {
            if (before == null) {
                WorkerEntries.create(transaction, view.workers(), self, after);
            } else {
                ObjectId entry = view.entry(self).orElseThrow();
                WorkerEntries.update(document, transaction, entry, before.metadata(), after);
            }
        });
    }

    @Override
    public List<Bytes> putAdmin(AdminRecord record) {
        if (record.equals(view.recordOf(self))) return List.of();
        return write(transaction -> AdminRecords.write(transaction, view.admins(), self, room, record));
    }

    private static Profile wellFormed(Profile profile) {
        Map<String, PropertyValue> properties = new LinkedHashMap<>();
        profile.properties().forEach((name, value) -> properties.put(name, DocumentValues.wellFormed(value)));
        return new Profile(profile.tags().stream().map(DocumentValues::wellFormed).toList(), properties);
    }

    private List<Bytes> write(Consumer<Transaction> operations) {
        var before = document.getHeads();
        try (Transaction transaction = document.startTransaction()) {
            operations.accept(transaction);
            transaction.commit();
        }
        Bytes change = Bytes.copyOf(document.encodeChangesSince(before));
        switch (ChangeDecoder.decode(change.toArray())) {
            case Decoded.Accepted(ChangeHeader header) -> log.append(header, change);
            case Decoded.Rejected(String why) ->
                throw new IllegalStateException("automerge wrote what no peer would take: " + why);
        }
        view.refresh(Set.of(actor));
        return List.of(change);
    }

    @Override
    public Merge merge(PeerId from, List<Bytes> changes) {
        Set<String> authors = new HashSet<>();
        int applied = 0;
        Merge outcome = null;
        for (Bytes change : changes) {
            outcome = switch (ChangeDecoder.decode(change.toArray())) {
                case Decoded.Accepted(ChangeHeader header) -> {
                    Merge one = take(header, change);
                    if (one.applied() > 0) authors.add(header.actor());
                    yield one;
                }
                case Decoded.Rejected(String why) -> new Merge.Refused(0, why);
            };
            applied += outcome.applied();
            if (!(outcome instanceof Merge.Merged)) break;
        }
        if (applied > 0) view.refresh(authors);
        return switch (outcome) {
            case Merge.Refused refused -> new Merge.Refused(applied, refused.why());
            case Merge.Missing _ -> new Merge.Missing(applied);
            case Merge.Merged _ -> new Merge.Merged(applied);
            case null -> new Merge.Merged(0);
        };
    }

    private Merge take(ChangeHeader header, Bytes change) {
        long held = log.held(header.actor());
        if (header.seq() <= held) {
            return log.hash(header.actor(), header.seq()).equals(header.hash())
                    ? new Merge.Merged(0)
                    : new Merge.Refused(0, "an actor wrote two changes of one number");
        }
        if (header.actor().equals(actor)) return new Merge.Refused(0, "a change claims to be this replica's own");
        if (held == 0 && log.actors() >= actorsMax())
            return new Merge.Refused(0, "more than " + Limits.VECTOR_ACTORS_MAX + " actors wrote in one epoch");
        if (header.seq() > held + 1 || !log.holdsAll(header.deps())) return new Merge.Missing(0);
        if (!applies(header, change)) return new Merge.Refused(0, "automerge does not take the change");
        log.append(header, change);
        return new Merge.Merged(1);
    }

    /** One place stays for this replica itself until it has written. */
    private int actorsMax() {
        return log.held(actor) > 0 ? Limits.VECTOR_ACTORS_MAX : Limits.VECTOR_ACTORS_MAX - 1;
    }

    /** The native code says nothing of a change that it passes over; one that it took is a head. */
    private boolean applies(ChangeHeader header, Bytes change) {
        try {
            document.applyEncodedChanges(change.toArray());
        } catch (RuntimeException refused) {
            return false;
        }
        byte[] hash = HexFormat.of().parseHex(header.hash());
        for (var head : document.getHeads()) {
            if (Arrays.equals(head.getBytes(), hash)) return true;
        }
        return false;
    }

    @Override
    public List<Bytes> since(VersionVector vector, int bytesMax) {
        return log.since(vector, bytesMax);
    }

    @Override
    public void close() {
        document.free();
    }
}
