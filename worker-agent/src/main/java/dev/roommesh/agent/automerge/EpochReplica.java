package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.Change.Decoded;
import dev.roommesh.agent.automerge.ObjectTable.Addition;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.document.Merge;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.automerge.Document;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;

/** One epoch as one process of a worker holds it: the native document, all that went into it, and whose it is. */
final class EpochReplica implements AutoCloseable {
    private final Epoch epoch;
    private final Bytes base;
    private final String actor;
    private final Document document;
    private final ObjectTable table;
    private final ChangeLog log;
    private final ContentView view;

    private EpochReplica(Epoch epoch, Bytes base, Change decoded, ObjectTable table, byte[] actor) {
        this.epoch = epoch;
        this.base = base;
        this.actor = HexFormat.of().formatHex(actor);
        this.table = table;
        this.log = new ChangeLog(decoded);
        this.document = new Document(actor);
        if (!applies(decoded.header(), base)) {
            document.free();
            throw new IllegalStateException("automerge does not take a base that was checked");
        }
        this.view = new ContentView(document, table.peers());
    }

    /** What became of the bytes of a base. */
    sealed interface Begun {
        record Replica(EpochReplica replica) implements Begun {}

        /** @param why one sentence */
        record Refused(String why) implements Begun {}
    }

    /** @param actor of whom nobody has seen a change */
    static Begun begin(RoomId room, Epoch epoch, Bytes base, byte[] actor) {
        return switch (ChangeDecoder.decode(base.toArray(), ChangeLimits.BASE)) {
            case Decoded.Rejected(String why) -> new Begun.Refused(why);
            case Decoded.Accepted(Change change) -> {
                if (!change.header().hash().equals(epoch.base()))
                    yield new Begun.Refused("the base is not the one that its epoch names");
                var table = new ObjectTable(room, change.header().actor());
                String why = BaseCheck.fill(table, change);
                yield why == null
                        ? new Begun.Replica(new EpochReplica(epoch, base, change, table, actor))
                        : new Begun.Refused(why);
            }
        };
    }

    Epoch epoch() {
        return epoch;
    }

    Bytes base() {
        return base;
    }

    Document document() {
        return document;
    }

    ObjectTable table() {
        return table;
    }

    ChangeLog log() {
        return log;
    }

    ContentView view() {
        return view;
    }

    /** The change that these operations make, for every other replica; nothing where the epoch has no room for it. */
    List<Bytes> write(Consumer<Transaction> operations) {
        if (table.full(actor, ChangeLimits.CHANGE.operationsMax()) != null) return List.of();
        var before = document.getHeads();
        try (Transaction transaction = document.startTransaction()) {
            operations.accept(transaction);
            transaction.commit();
        }
        Bytes written = Bytes
                .copyOf(Deflated.fitting(document.encodeChangesSince(before), Limits.CHANGE_BYTES_MAX));
        String why = switch (ChangeDecoder.decode(written.toArray(), ChangeLimits.CHANGE)) {
            case Decoded.Accepted(Change change) -> append(change, written);
            case Decoded.Rejected(String rejected) -> rejected;
        };
        if (why != null) throw new IllegalStateException("automerge wrote what no peer would take: " + why);
        refresh(Set.of(actor));
        return List.of(written);
    }

    private @Nullable String append(Change change, Bytes written) {
        var addition = new Addition(change);
        String why = table.check(change, addition);
        if (why != null) return why;
        table.add(addition);
        log.append(change, written);
        return null;
    }

    /** Takes one change in; the view is as it was until {@link #refresh}. */
    Merge take(Change change, Bytes bytes) {
        ChangeHeader header = change.header();
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
        var addition = new Addition(change);
        String why = place(change);
        if (why == null) why = table.check(change, addition);
        if (why == null && !applies(header, bytes)) why = "automerge does not take the change";
        if (why != null) return new Merge.Refused(0, why);
        table.add(addition);
        log.append(change, bytes);
        return new Merge.Merged(1);
    }

    /** What is wrong with how a change whose dependencies are held stands on them; null when nothing is. */
    private @Nullable String place(Change change) {
        ChangeHeader header = change.header();
        if (header.deps().isEmpty()) return "a change does not build on the base";
        // Numbers grow by as much as was written, so that nobody can use them up, and none stands for two operations.
        if (header.startOp() != log.nextOp(header.deps()) || header.startOp() <= log.lastOp(header.actor()))
            return "a change does not number its operations on from those that it builds on";
        for (String other : change.others()) {
            if (log.held(other) == 0 && !other.equals(table.baseActor()))
                return "a change names an actor that has written nothing";
        }
        return null;
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

    /** Reads again what these actors may have changed. */
    void refresh(Set<String> authors) {
        view.refresh(authors.stream().map(Actor::owner).distinct()
                .<PeerId>mapMulti((owner, peers) -> table.peer(owner).ifPresent(peers)).toList());
    }

    @Override
    public void close() {
        document.free();
    }
}
