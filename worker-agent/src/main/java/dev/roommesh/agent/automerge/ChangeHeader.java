package dev.roommesh.agent.automerge;

import java.util.List;

/**
 * Who made a change, and on what it builds.
 *
 * @param actor lower-case hexadecimal
 * @param seq counts the actor's changes from 1
 * @param startOp number of its first operation
 * @param deps hashes of the changes that its author had seen last
 * @param hash SHA-256, by which later changes name it
 */
record ChangeHeader(String actor, long seq, long startOp, List<String> deps, String hash) {
    ChangeHeader {
        deps = List.copyOf(deps);
    }
}
