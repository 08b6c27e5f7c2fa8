package dev.roommesh.agent.automerge;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Replicas that write whatever the room's document can say, at times without each other, and so make every kind of
 * change that automerge makes for it. Two of them are processes of one worker.
 */
final class RandomRoom implements AutoCloseable {
    static final RoomId ROOM = new RoomId("lab");
    static final List<PeerId> PEERS = List.of(new PeerId("ana"), new PeerId("ben"), new PeerId("cleo"));
    private static final int DEPTH = 3;

    private final Random random;
    private final List<AutomergeRoomDocument> replicas = new ArrayList<>();
    private final List<PeerId> owners = new ArrayList<>();
    private final List<Bytes> made = new ArrayList<>();
    private final List<Bytes> bases = new ArrayList<>();

    RandomRoom(Random random) {
        this.random = random;
        PEERS.forEach(this::join);
        join(PEERS.get(1));
    }

    private void join(PeerId peer) {
        replicas.add(new AutomergeRoomDocument(ROOM, peer, this::processBytes));
        owners.add(peer);
    }

    private Bytes processBytes() {
        var bytes = new byte[AutomergeRoomDocument.PROCESS_BYTES];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    List<AutomergeRoomDocument> replicas() {
        return replicas;
    }

    /** Every change that automerge made here, in the order of its making. */
    List<Bytes> made() {
        return made;
    }

    List<Bytes> bases() {
        return bases;
    }

    void step() {
        int at = random.nextInt(replicas.size());
        AutomergeRoomDocument writer = replicas.get(at);
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> made.addAll(writer.putOwn(next(writer, owners.get(at)), revision()));
            case 4 -> made.addAll(writer.putAdmin(record(owners.get(at))));
            default -> sync(writer, replicas.get(random.nextInt(replicas.size())));
        }
    }

    void syncAll() {
        for (AutomergeRoomDocument from : replicas) {
            replicas.forEach(to -> sync(from, to));
        }
        for (AutomergeRoomDocument from : replicas) {
            replicas.forEach(to -> sync(from, to));
        }
    }

    private static void sync(AutomergeRoomDocument from, AutomergeRoomDocument to) {
        List<Bytes> lacking;
        do {
            lacking = from.since(to.vector(), Integer.MAX_VALUE);
            Merge merge = to.merge(PEERS.getFirst(), lacking);
            if (!(merge instanceof Merge.Merged))
                throw new AssertionError("a change that automerge made is not taken: " + merge);
        } while (!lacking.isEmpty());
    }

    /** One begins a new epoch with what it has; the others take it over. */
    void roll() {
        AutomergeRoomDocument admin = replicas.get(random.nextInt(replicas.size()));
        Set<PeerId> keep = new TreeSet<>(PEERS);
        if (random.nextInt(3) == 0) keep.remove(PEERS.get(random.nextInt(PEERS.size())));
        var epoch = admin.roll(admin.epoch().term() + random.nextInt(3), keep);
        bases.add(admin.base());
        for (AutomergeRoomDocument replica : replicas) {
            if (replica == admin) continue;
            replica.adopt(epoch, admin.base()).ifPresent(why -> {
                throw new AssertionError("a base that automerge made is not taken: " + why);
            });
        }
    }

    AdminRecord record(PeerId writer) {
        long term = random.nextInt(5) == 0 ? random.nextLong(1L << 33) : random.nextInt(5);
        List<Candidate> peers = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            peers.add(new Candidate(new PeerId("w" + i), random.nextInt(100_000)));
        }
        return new AdminRecord(writer, term, new Roster(term, random.nextInt(10), peers));
    }

    Profile next(AutomergeRoomDocument writer, PeerId self) {
        var entry = writer.content().workers().get(self);
        Profile now = entry == null ? Profile.EMPTY : entry.metadata();
        Map<String, PropertyValue> properties = new LinkedHashMap<>(now.properties());
        List<String> names = List.of("status", "gpu_memory_mb", "gpu_model", "hostname", "current_job", "a.b:c-d_e");
        int writes = random.nextInt(10) == 0 ? 6 : 1 + random.nextInt(2);
        for (int i = 0; i < writes; i++) {
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) properties.remove(name);
            else
                properties.put(name, value(DEPTH));
        }
        List<String> tags = new ArrayList<>(now.tags());
        if (random.nextInt(5) == 0) {
            tags.clear();
            for (int i = random.nextInt(4); i > 0; i--) {
                tags.add("tag" + random.nextInt(20) + "\u00e9\ud83d\ude00");
            }
        }
        return new Profile(tags, properties);
    }

    /** Of all sizes. */
    private long revision() {
        return random.nextLong(Limits.REVISION_MAX) >> random.nextInt(53);
    }

    private PropertyValue value(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> PropertyValue.of(random.nextInt(1000));
            case 1 -> PropertyValue.of(random.nextLong() >> random.nextInt(64));
            case 2 -> new PropertyValue.Decimal(random.nextInt(9) == 0 ? -0.0 : random.nextGaussian());
            case 3 -> PropertyValue.of(random.nextBoolean());
            case 4 ->
                PropertyValue.of(List.of("available", "busy", "", "\u0000", "\ud83d\ude00").get(random.nextInt(5)));
            case 5 -> PropertyValue.of("x\u00e9".repeat(random.nextInt(200)));
            case 6 -> {
                List<PropertyValue> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(depth - 1));
                }
                yield new PropertyValue.Items(items);
            }
            default -> {
                Map<String, PropertyValue> fields = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields.put("f" + random.nextInt(5), value(depth - 1));
                }
                yield new PropertyValue.Fields(fields);
            }
        };
    }

    @Override
    public void close() {
        replicas.forEach(AutomergeRoomDocument::close);
    }
}
