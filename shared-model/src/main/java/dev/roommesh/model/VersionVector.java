package dev.roommesh.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a replica of the room's document holds of one epoch: for each actor the number of its last change.
 *
 * @param seqs actor (lower-case hexadecimal digits) to the highest sequence number without a gap, from 1;
 * at most {@link Limits#VECTOR_ACTORS_MAX} actors
 */
public record VersionVector(Map<String, Long> seqs) {
    public static final VersionVector EMPTY = new VersionVector(Map.of());

    public VersionVector {
        seqs = Collections.unmodifiableMap(new TreeMap<>(seqs));
        if (seqs.size() > Limits.VECTOR_ACTORS_MAX)
            throw new IllegalArgumentException(
                    "a version vector has at most " + Limits.VECTOR_ACTORS_MAX + " actors");
        for (long seq : seqs.values()) {
            if (seq < 1) throw new IllegalArgumentException("a sequence number is at least 1");
        }
    }

    /** The last change of an actor; 0 when there is none. */
    public long of(String actor) {
        return seqs.getOrDefault(actor, 0L);
    }

    /** Whether every change in the other vector is in this one, too. */
    public boolean covers(VersionVector other) {
        for (Map.Entry<String, Long> theirs : other.seqs.entrySet()) {
            if (of(theirs.getKey()) < theirs.getValue()) return false;
        }
        return true;
    }

    /** The same for equal vectors on every replica: 64-bit FNV-1a over "actor=seq;" in the order of the actors. */
    public long digest() {
        long digest = 0xcbf29ce484222325L;
        for (Map.Entry<String, Long> entry : seqs.entrySet()) {
            String line = entry.getKey() + '=' + entry.getValue() + ';';
            for (int i = 0; i < line.length(); i++) {
                digest = (digest ^ line.charAt(i)) * 0x100000001b3L;
            }
        }
        return digest;
    }
}
