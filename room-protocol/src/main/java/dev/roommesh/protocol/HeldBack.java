package dev.roommesh.protocol;

import dev.roommesh.model.Epoch;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import java.util.ArrayList;
import java.util.List;

/** Changes of a history whose base has not arrived. What is dropped here is asked for later. */
final class HeldBack {
    /** Bytes of one peer's changes that wait. */
    static final int PEER_BYTES_MAX = 256 * 1024;
    /** What a message, and a change in it, take beside their bytes. */
    static final int OVERHEAD_BYTES = 64;

    private final List<From> waiting = new ArrayList<>();

    /** Changes, and who sent them. */
    record From(PeerId peer, MeshMessage.Changes changes) {
        int size() {
            return OVERHEAD_BYTES + changes.chunks().stream().mapToInt(chunk -> OVERHEAD_BYTES + chunk.size()).sum();
        }
    }

    void add(PeerId peer, MeshMessage.Changes changes) {
        var from = new From(peer, changes);
        int its = waiting.stream().filter(other -> other.peer().equals(peer)).mapToInt(From::size).sum();
        if (its + from.size() <= PEER_BYTES_MAX) waiting.add(from);
    }

    /** What waited for this history, in order of arrival; what waits for a worse one is dropped. */
    List<From> take(Epoch begun) {
        List<From> its = waiting.stream().filter(from -> from.changes().epoch().equals(begun)).toList();
        waiting.removeIf(from -> from.changes().epoch().compareTo(begun) <= 0);
        return its;
    }

    /** Nothing of a peer that is no part of the room is kept. */
    void forget(PeerId peer) {
        waiting.removeIf(from -> from.peer().equals(peer));
    }
}
