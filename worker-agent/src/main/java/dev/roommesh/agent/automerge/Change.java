package dev.roommesh.agent.automerge;

import java.util.List;

/**
 * A change that is well formed.
 *
 * @param others actors beside its author that its operations name
 * @param operations at least one
 */
record Change(ChangeHeader header, List<String> others, List<Operation> operations) {
    Change {
        others = List.copyOf(others);
        operations = List.copyOf(operations);
    }

    /** Number of its last operation. */
    long lastOp() {
        return header.startOp() + operations.size() - 1;
    }

    /** What became of a chunk of bytes. */
    sealed interface Decoded {
        record Accepted(Change change) implements Decoded {}

        /** @param why one sentence, without what the chunk held */
        record Rejected(String why) implements Decoded {}
    }
}
