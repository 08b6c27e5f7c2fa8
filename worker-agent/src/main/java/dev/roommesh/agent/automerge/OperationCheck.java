package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.ObjectTable.Addition;
import dev.roommesh.agent.automerge.ObjectTable.HeldObject;
import dev.roommesh.agent.automerge.ObjectTable.Place;
import dev.roommesh.agent.automerge.ObjectTable.Writing;
import dev.roommesh.agent.automerge.Operation.Action;
import dev.roommesh.agent.automerge.Operation.Slot;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the operations of one change in their order, each against what was there before the change and what the
 * operations before it made. Everything that an operation names must be there: the object, the element behind which it
 * inserts, and what it overwrites, which is a write to the same key. So every replica comes to the same document,
 * whatever its order of changes.
 */
final class OperationCheck {
    /** The native code throws on some other names when it reads them; no property has one. */
    private static final Pattern NAME = Pattern
            .compile("[A-Za-z0-9_.:-]{1," + Limits.PROPERTY_NAME_CHARS_MAX + "}");

    private final ObjectTable table;
    private final @Nullable String author;
    private final Addition addition;
    private final Map<OpId, Set<OpId>> elements = new HashMap<>();

    /**
     * @param author whose actor the change has; null for the base of an epoch, which writes for everybody
     * @param addition filled by {@link #refusal}
     */
    OperationCheck(ObjectTable table, @Nullable String author, Addition addition) {
        this.table = table;
        this.author = author;
        this.addition = addition;
    }

    /** What is wrong with the next operation; null when nothing is. */
    @Nullable
    String refusal(Operation operation) {
        OpId id = operation.object();
        if (id == null) return "writes at the root";
        HeldObject object = Optional.ofNullable(addition.objects().get(id)).or(() -> table.object(id)).orElse(null);
        if (object == null) return "writes in an object that is not there";
        String why = switch (operation.slot()) {
            case Slot.Behind(OpId element) -> insertion(operation.id(), id, object, element);
            case Slot.Name name -> writing(operation, name, new Place(id, name.text()), object);
        };
        return why == null ? making(operation, object) : why;
    }

    private @Nullable String insertion(OpId made, OpId list, HeldObject object, @Nullable OpId element) {
        if (!object.list()) return "inserts into a map";
        if (!addition.objects().containsKey(list)) return "changes a list that an earlier change made";
        Set<OpId> inserted = elements.computeIfAbsent(list, _ -> new HashSet<>());
        if (element != null && !inserted.contains(element)) return "inserts behind an element that is not there";
        inserted.add(made);
        return null;
    }

    private @Nullable String writing(Operation operation, Slot.Name name, Place place, HeldObject object) {
        if (object.list()) return "writes to a key of a list";
        if (!NAME.matcher(name.text()).matches()) return "has a name that no property has";
        if (object.owner().equals(ObjectTable.NOBODY)) {
            if (operation.action() != Action.MAKE_MAP) return "writes no entry where entries belong";
            Optional<PeerId> peer = ObjectTable.peer(name);
            if (peer.isEmpty()) return "makes an entry for no worker";
            String owner = Actor.owner(table.room(), peer.get());
            if (author != null && !author.equals(owner)) return "writes another worker's entry";
            addition.peers().put(owner, peer.get());
            addition.objects().put(operation.id(), new HeldObject(owner, false, object.depth() + 1));
        } else if (author != null && !author.equals(object.owner())) {
            return "writes in another worker's entry";
        }
        return overwriting(operation, place);
    }

    private @Nullable String overwriting(Operation operation, Place place) {
        Writing writing = addition.writing(place);
        for (OpId predecessor : operation.predecessors()) {
            if (!writing.made().contains(predecessor) && !table.wrote(predecessor, place))
                return "overwrites what is not there";
        }
        writing.overwritten().addAll(operation.predecessors());
        // What a deletion did cannot be overwritten.
        if (operation.action() == Action.DELETE) return null;
        writing.made().add(operation.id());
        return table.standing(place, writing) > OperationColumns.PREDECESSORS_MAX
                ? "leaves more than " + OperationColumns.PREDECESSORS_MAX + " values of one key standing"
                : null;
    }

    /** What an entry's operations make is its worker's; the entry itself was noted with its worker. */
    private @Nullable String making(Operation operation, HeldObject in) {
        if (!operation.action().makes() || in.owner().equals(ObjectTable.NOBODY)) return null;
        if (in.depth() == ObjectTable.DEPTH_MAX) return "nests objects more than " + ObjectTable.DEPTH_MAX + " deep";
        addition.objects().put(operation.id(),
                new HeldObject(in.owner(), operation.action() == Action.MAKE_LIST, in.depth() + 1));
        return null;
    }
}
