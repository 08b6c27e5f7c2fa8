package dev.roommesh.protocol;

import dev.roommesh.model.PeerId;
import java.util.HashMap;
import java.util.Map;

/** Counts the bad frames of each open link. */
final class BadFrames {
    private final int max;
    private final Map<PeerId, Integer> counts = new HashMap<>();

    BadFrames(int max) {
        this.max = max;
    }

    /** @return whether that was one too many */
    boolean count(PeerId peer) {
        return counts.merge(peer, 1, Integer::sum) >= max;
    }

    void forget(PeerId peer) {
        counts.remove(peer);
    }
}
