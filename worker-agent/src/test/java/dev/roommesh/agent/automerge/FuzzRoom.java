package dev.roommesh.agent.automerge;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.protocol.document.Merge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A room with some history, into which mutated changes of all its workers go. Their checksums are right, most of their
 * headers fit, and so what is wrong with them lies deep.
 */
final class FuzzRoom implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();
    private static final int HISTORY = 60;
    private static final int PROCESSES = 12;
    private static final int TEMPLATES_MAX = 200;

    private final Random random;
    private final FuzzReport report;
    private final RandomRoom room;
    private final AutomergeRoomDocument target;
    private final List<Bytes> templates;
    private final List<byte[]> authors = new ArrayList<>();

    FuzzRoom(Random random, FuzzReport report) {
        this.random = random;
        this.report = report;
        this.room = new RandomRoom(random);
        for (int i = 0; i < HISTORY; i++) {
            room.step();
        }
        room.syncAll();
        if (random.nextBoolean()) {
            room.roll();
            room.made().clear();
            for (int i = 0; i < HISTORY; i++) {
                room.step();
            }
            room.syncAll();
        }
        this.target = room.replicas().getFirst();
        this.templates = new ArrayList<>(room.made());
        for (int i = 0; i < PROCESSES; i++) {
            authors.add(Actor.of(RandomRoom.ROOM, peer(), Bytes.copyOf(bytes(Actor.PROCESS_BYTES))));
        }
    }

    void change() {
        byte[] chunk = mutated(templates.get(random.nextInt(templates.size())));
        Merge merge = target.merge(peer(), List.of(Bytes.copyOf(chunk)));
        switch (merge) {
            case Merge.Merged(int applied) -> {
                report.change(applied == 1, "held already");
                if (applied == 1) accepted(chunk);
            }
            case Merge.Missing _ -> report.change(false, "builds on what is not held");
            case Merge.Refused(int _, String why) -> report.change(false, why);
        }
    }

    private void accepted(byte[] chunk) {
        if (templates.size() < TEMPLATES_MAX && random.nextInt(4) == 0) templates.add(Bytes.copyOf(chunk));
        if (random.nextInt(8) == 0) target.replica().document().save();
    }

    private byte[] mutated(Bytes template) {
        ChangeParts parts = ChangeParts.of(template.toArray());
        ChangeParts donor = ChangeParts.of(templates.get(random.nextInt(templates.size())).toArray());
        fit(parts);
        List<Row> rows = Row.of(parts);
        boolean otherwise = random.nextInt(4) == 0;
        var mutation = new RowMutation(random, known(rows, parts));
        for (int i = otherwise ? random.nextInt(2) : 1 + random.nextInt(2); i > 0 && !rows.isEmpty(); i--) {
            mutation.mutate(rows, Row.of(donor));
        }
        Row.into(parts, rows);
        if (otherwise) new PartsMutation(random).mutate(parts, donor);
        byte[] content = parts.content();
        if (random.nextInt(8) == 0) content = Mutation.of(content, random);
        byte[] chunk = ChangeParts.chunk(content, random.nextInt(10) == 0);
        return random.nextInt(100) == 0 ? Mutation.of(chunk, random) : chunk;
    }

    /** Makes a change of another process of the same worker of it, on top of everything. */
    private void fit(ChangeParts parts) {
        String owner = Actor.owner(HEX.formatHex(parts.actor));
        List<byte[]> same = authors.stream().filter(actor -> Actor.owner(HEX.formatHex(actor)).equals(owner)).toList();
        byte[] author = same.isEmpty() ? parts.actor : same.get(random.nextInt(same.size()));
        ChangeLog log = target.replica().log();
        Map<String, byte[]> heads = new TreeMap<>();
        for (var head : target.replica().document().getHeads()) {
            heads.put(HEX.formatHex(head.getBytes()), head.getBytes());
        }
        reindex(parts, author, log.nextOp(List.copyOf(heads.keySet())));
        parts.seq = log.held(HEX.formatHex(author)) + 1;
        parts.deps = new ArrayList<>(heads.values());
    }

    /** What the old author wrote before this change stays its; what it writes in this change is the new one's. */
    private void reindex(ChangeParts parts, byte[] author, long startOp) {
        List<Row> rows = Row.of(parts);
        List<byte[]> before = new ArrayList<>();
        before.add(parts.actor);
        before.addAll(parts.others);
        rows.forEach(row -> overwrite(row, parts, before));
        var others = new TreeMap<String, byte[]>();
        rows.forEach(row -> refs(row).forEach(ref -> {
            byte[] actor = before.get((int) ref.actor());
            boolean own = ref.actor() == 0 && ref.counter() >= parts.startOp;
            if (!own && !Arrays.equals(actor, author)) others.put(HEX.formatHex(actor), actor);
        }));
        List<String> order = List.copyOf(others.keySet());
        for (Row row : rows) {
            row.object = row.object == null ? null : moved(row.object, parts, startOp, before, order);
            row.predecessors.replaceAll(ref -> moved(ref, parts, startOp, before, order));
            if (row.keyActor != null && row.keyCounter != null) {
                Row.Ref key = moved(new Row.Ref(row.keyActor, row.keyCounter), parts, startOp, before, order);
                row.keyActor = key.actor();
                row.keyCounter = key.counter();
            }
        }
        parts.actor = author;
        parts.startOp = startOp;
        parts.others = new ArrayList<>(others.values());
        Row.into(parts, rows);
    }

    /** Lets an operation in an object of before overwrite all that stands there now. */
    private void overwrite(Row row, ChangeParts parts, List<byte[]> actors) {
        Row.Ref object = row.object;
        if (object == null || row.name == null || (object.actor() == 0 && object.counter() >= parts.startOp)) return;
        var map = new OpId(object.counter(), HEX.formatHex(actors.get((int) object.actor())));
        row.predecessors.clear();
        target.replica().table().standing(new ObjectTable.Place(map, row.name)).stream()
                .sorted(Comparator.comparingLong(OpId::counter).thenComparing(OpId::actor)).forEach(standing -> {
                    row.predecessors.add(new Row.Ref(actors.size(), standing.counter()));
                    actors.add(HEX.parseHex(standing.actor()));
                });
    }

    private static Row.Ref moved(Row.Ref ref, ChangeParts parts, long startOp, List<byte[]> before,
            List<String> order) {
        if (ref.actor() == 0 && ref.counter() >= parts.startOp)
            return new Row.Ref(0, ref.counter() + startOp - parts.startOp);
        int index = order.indexOf(HEX.formatHex(before.get((int) ref.actor()))) + 1;
        return new Row.Ref(index, ref.counter());
    }

    private static List<Row.Ref> refs(Row row) {
        List<Row.Ref> refs = new ArrayList<>(row.predecessors);
        if (row.object != null) refs.add(row.object);
        if (row.keyActor != null && row.keyCounter != null) refs.add(new Row.Ref(row.keyActor, row.keyCounter));
        return refs;
    }

    private List<Row.Ref> known(List<Row> rows, ChangeParts parts) {
        List<Row.Ref> known = new ArrayList<>();
        rows.forEach(row -> known.addAll(refs(row)));
        for (int i = 0; i < rows.size(); i++) {
            known.add(new Row.Ref(0, parts.startOp + i));
        }
        return known;
    }

    void base() {
        Bytes good = target.base();
        ChangeParts parts = ChangeParts.of(good.toArray());
        List<Row> rows = Row.of(parts);
        var mutation = new RowMutation(random, known(rows, parts));
        for (int i = random.nextInt(3); i > 0 && !rows.isEmpty(); i--) {
            mutation.mutate(rows, rows);
        }
        Row.into(parts, rows);
        if (random.nextInt(3) == 0) new PartsMutation(random).mutate(parts, parts);
        byte[] content = parts.content();
        if (random.nextInt(8) == 0) content = Mutation.of(content, random);
        var base = Bytes.copyOf(ChangeParts.chunk(content, random.nextInt(4) == 0));
        var epoch = new Epoch(target.epoch().term() + 1, target.epoch().number() + 1, ChangeParts.hash(content));
        try (AutomergeRoomDocument newcomer = newcomer()) {
            newcomer.adopt(epoch, base).ifPresentOrElse(why -> report.base(false, why), () -> {
                report.base(true, "");
                newcomer.replica().document().save();
                newcomer.putOwn(Profile.EMPTY, 0);
                newcomer.roll(epoch.term(), Set.copyOf(RandomRoom.PEERS));
            });
        }
    }

    /** What was taken must be good for others too: they come to the same, write on top of it, and begin a new epoch. */
    void settle() {
        try (AutomergeRoomDocument newcomer = newcomer()) {
            if (target.epoch().number() > 0) newcomer.adopt(target.epoch(), target.base());
            catchUp(newcomer, target);
            requireEqual(newcomer);
            for (int i = 0; i < HISTORY; i++) {
                newcomer.putOwn(room.next(newcomer, newcomer.self()), 0);
                newcomer.putAdmin(room.record(newcomer.self()));
            }
            catchUp(target, newcomer);
            requireEqual(newcomer);
            target.replica().document().save();
            newcomer.roll(target.epoch().term(), Set.copyOf(RandomRoom.PEERS));
        }
    }

    private static void catchUp(AutomergeRoomDocument reader, AutomergeRoomDocument writer) {
        List<Bytes> lacking;
        do {
            lacking = writer.since(reader.vector(), Integer.MAX_VALUE);
            Merge merge = reader.merge(RandomRoom.PEERS.getFirst(), lacking);
            if (!(merge instanceof Merge.Merged)) throw new AssertionError("a held change is not taken: " + merge);
        } while (!lacking.isEmpty());
    }

    private void requireEqual(AutomergeRoomDocument replica) {
        if (!replica.content().equals(target.content()) || !Arrays.equals(heads(replica), heads(target)))
            throw new AssertionError("replicas with the same changes differ");
    }

    private AutomergeRoomDocument newcomer() {
        return new AutomergeRoomDocument(RandomRoom.ROOM, peer(), () -> Bytes.copyOf(bytes(Actor.PROCESS_BYTES)));
    }

    private static String[] heads(AutomergeRoomDocument replica) {
        return Arrays.stream(replica.replica().document().getHeads()).map(head -> HEX.formatHex(head.getBytes()))
                .sorted().toArray(String[]::new);
    }

    private PeerId peer() {
        return RandomRoom.PEERS.get(random.nextInt(RandomRoom.PEERS.size()));
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        room.close();
    }
}
