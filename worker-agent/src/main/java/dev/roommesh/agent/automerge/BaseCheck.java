package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.ObjectTable.Addition;
import dev.roommesh.agent.automerge.ObjectTable.HeldObject;
import dev.roommesh.agent.automerge.ObjectTable.Place;
import dev.roommesh.agent.automerge.Operation.Action;
import dev.roommesh.agent.automerge.Operation.Slot;
import dev.roommesh.model.Limits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the first change of an epoch. It may write for everybody, so its form is narrow: it stands on nothing, makes
 * both sections, the entries and records of workers in them and what belongs in these, and writes no key twice.
 */
final class BaseCheck {
    private final Addition addition;
    private final OperationCheck below;
    private final Set<String> sections = new HashSet<>();
    private final Map<OpId, Integer> entries = new HashMap<>();

    private BaseCheck(ObjectTable table, Change base) {
        this.addition = new Addition(base);
        this.below = new OperationCheck(table, null, addition);
    }

    /** Fills an empty table; what is wrong with the base, or null when nothing is. */
    static @Nullable String fill(ObjectTable table, Change base) {
        var check = new BaseCheck(table, base);
        String why = check.refusal(base);
        if (why == null) table.add(check.addition);
        return why == null ? null : "a base " + why;
    }

    private @Nullable String refusal(Change base) {
        ChangeHeader header = base.header();
        if (header.seq() != 1 || header.startOp() != 1 || !header.deps().isEmpty() || !base.others().isEmpty())
            return "builds on something";
        for (Operation operation : base.operations()) {
            String why = refusal(operation);
            if (why != null) return why;
        }
        return sections.size() == Genesis.SECTIONS.size() ? null : "lacks a section";
    }

    private @Nullable String refusal(Operation operation) {
        if (!operation.predecessors().isEmpty()) return "overwrites something";
        if (operation.object() == null) return section(operation);
        String why = below.refusal(operation);
        if (why != null) return why;
        if (operation.slot() instanceof Slot.Name name
                && addition.writing(new Place(operation.object(), name.text())).made().size() > 1)
            return "writes a key twice";
        if (entries.containsKey(operation.object())
                && entries.merge(operation.object(), 1, Integer::sum) > Limits.ROOM_WORKERS_MAX)
            return "holds more than " + Limits.ROOM_WORKERS_MAX + " workers";
        return null;
    }

    private @Nullable String section(Operation operation) {
        if (operation.action() != Action.MAKE_MAP || !(operation.slot() instanceof Slot.Name(String name))
                || !Genesis.SECTIONS.contains(name) || !sections.add(name))
            return "makes something else than the sections";
        addition.objects().put(operation.id(), new HeldObject(ObjectTable.NOBODY, false, 1));
        entries.put(operation.id(), 0);
        return null;
    }
}
