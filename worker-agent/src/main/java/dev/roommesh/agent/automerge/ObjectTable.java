package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.Operation.Slot;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The maps and lists of one epoch, whose they are, and which operations wrote where: what it takes to say whether a
 * change touches its author's own alone. It grows with the operations of the epoch, of which each worker has a limit.
 */
final class ObjectTable {
    /**
     * Operations of one worker, all its processes together, within an epoch: twelve days of one change a second without
     * anybody who could begin a new one. A worker that has reached it writes again in the next epoch.
     */
    static final int OPERATIONS_OF_OWNER_MAX = 1 << 20;
    /** Processes of one worker that write within an epoch, so that none takes all the places of a version vector. */
    static final int ACTORS_OF_OWNER_MAX = 64;
    /** Objects inside one another below the root: our document needs 7. */
    static final int DEPTH_MAX = 8;

    /** Holds the entries or records of all, each below its worker's id. */
    static final String NOBODY = "";

    /** @param owner as in actors; {@link #NOBODY} for a section */
    record HeldObject(String owner, boolean list, int depth) {}

    /** A key of a map. */
    record Place(OpId map, String name) {}

    /** What was written to one key: every operation, and those of them that nothing overwrites. */
    private record Written(Set<OpId> all, Set<OpId> standing) {}

    /** What a change writes to one key. */
    record Writing(Set<OpId> made, Set<OpId> overwritten) {}

    /** What one change adds. */
    record Addition(String actor, int operations, Map<OpId, HeldObject> objects, Map<Place, Writing> writings,
            Map<String, PeerId> peers) {
        Addition(Change change) {
            this(change.header().actor(), change.operations().size(), new HashMap<>(), new HashMap<>(),
                    new HashMap<>());
        }

        /** To be added to. */
        Writing writing(Place place) {
            return writings.computeIfAbsent(place, _ -> new Writing(new HashSet<>(), new HashSet<>()));
        }
    }

    private final RoomId room;
    private final String baseActor;
    private final Map<OpId, HeldObject> objects = new HashMap<>();
    private final Map<Place, Written> written = new HashMap<>();
    private final Map<String, PeerId> peerOfOwner = new HashMap<>();
    private final Map<String, Set<String>> actorsOfOwner = new HashMap<>();
    private final Map<String, Integer> operationsOfOwner = new HashMap<>();

    /** An epoch of which nothing is known but who made its base. */
    ObjectTable(RoomId room, String baseActor) {
        this.room = room;
        this.baseActor = baseActor;
    }

    RoomId room() {
        return room;
    }

    String baseActor() {
        return baseActor;
    }

    Optional<HeldObject> object(OpId id) {
        return Optional.ofNullable(objects.get(id));
    }

    boolean wrote(OpId operation, Place place) {
        Written there = written.get(place);
        return there != null && there.all().contains(operation);
    }

    /** What stands in a place, nothing having overwritten it. */
    Set<OpId> standing(Place place) {
        Written there = written.get(place);
        return there == null ? Set.of() : there.standing();
    }

    /** How much stands in a place after these writes to it. */
    long standing(Place place, Writing after) {
        return Stream.concat(standing(place).stream(), after.made().stream())
                .filter(operation -> !after.overwritten().contains(operation)).count();
    }

    /** The worker whose actors begin so; empty while it has nothing in the document. */
    Optional<PeerId> peer(String owner) {
        return Optional.ofNullable(peerOfOwner.get(owner));
    }

    Collection<PeerId> peers() {
        return peerOfOwner.values();
    }

    /** Why an actor may not write so many operations more; null when it may. */
    @Nullable
    String full(String actor, int operations) {
        String owner = Actor.owner(actor);
        if (operationsOfOwner.getOrDefault(owner, 0) + operations > OPERATIONS_OF_OWNER_MAX)
            return "a worker wrote more than " + OPERATIONS_OF_OWNER_MAX + " operations in one epoch";
        Set<String> actors = actorsOfOwner.getOrDefault(owner, Set.of());
        if (actors.size() >= ACTORS_OF_OWNER_MAX && !actors.contains(actor))
            return "more than " + ACTORS_OF_OWNER_MAX + " processes of a worker wrote in one epoch";
        return null;
    }

    /** What is wrong with a change whose dependencies are held; null when it may be {@link #add added}. */
    @Nullable
    String check(Change change, Addition addition) {
        String actor = change.header().actor();
        if (actor.equals(baseActor)) return "a change claims to be of who made the base";
        String full = full(actor, change.operations().size());
        if (full != null) return full;
        var check = new OperationCheck(this, Actor.owner(actor), addition);
        for (Operation operation : change.operations()) {
            String why = check.refusal(operation);
            if (why != null) return "a change " + why;
        }
        return null;
    }

    void add(Addition addition) {
        objects.putAll(addition.objects());
        addition.writings().forEach((place, writing) -> {
            Written there = written.computeIfAbsent(place, _ -> new Written(new HashSet<>(), new HashSet<>()));
            there.all().addAll(writing.made());
            there.standing().addAll(writing.made());
            there.standing().removeAll(writing.overwritten());
        });
        peerOfOwner.putAll(addition.peers());
        if (addition.actor().equals(baseActor)) return;
        String owner = Actor.owner(addition.actor());
        actorsOfOwner.computeIfAbsent(owner, _ -> new HashSet<>()).add(addition.actor());
        operationsOfOwner.merge(owner, addition.operations(), Integer::sum);
    }

    /** Whose entry or record a key of a section holds; empty for what is no worker's id. */
    static Optional<PeerId> peer(Slot.Name slot) {
        try {
            return Optional.of(new PeerId(slot.text()));
        } catch (IllegalArgumentException nobody) {
            return Optional.empty();
        }
    }
}
