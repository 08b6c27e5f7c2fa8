package dev.roommesh.agent.automerge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a change, as far as its form goes: whether what it names is there is another question.
 *
 * @param object in which it writes; null for the root
 * @param predecessors what it overwrites or deletes
 */
record Operation(OpId id, @Nullable OpId object, Slot slot, Action action, List<OpId> predecessors) {
    Operation {
        predecessors = List.copyOf(predecessors);
    }

    /** Where in its object. */
    sealed interface Slot {
        record Name(String text) implements Slot {}

        /** A new element of a list, behind this one; null for the front. */
        record Behind(@Nullable OpId element) implements Slot {}
    }

    /** What our document uses of automerge; counters, rich text and tables are not in it. */
    enum Action {
        MAKE_MAP, PUT, MAKE_LIST, DELETE;

        private static final Action[] BY_NUMBER = values();
        static final int NUMBER_MAX = BY_NUMBER.length - 1;

        /** @param number in the format, 0 to {@link #NUMBER_MAX} */
        static Action of(long number) {
            return BY_NUMBER[(int) number];
        }

        boolean makes() {
            return this == MAKE_MAP || this == MAKE_LIST;
        }
    }
}
