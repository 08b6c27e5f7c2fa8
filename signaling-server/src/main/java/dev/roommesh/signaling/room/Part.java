package dev.roommesh.signaling.room;

import java.util.Locale;

/**
 * What part a peer has in its room: of which generation it is, and in which mesh, if any. It follows from what the peer
 * says when it registers; nothing else tells the generations apart.
 */
public enum Part {
    /** A worker that takes part in the room's own registry, or any other peer of today. */
    MESHED,
    /** A worker of today that takes no part in it. */
    APART,
    /** An old peer without a mesh: a client, or a worker from before old workers had one. */
    OLD,
    /** An old worker of the old workers' own mesh. */
    OLD_MESH,
    /** The same, and it has that mesh's office; in a registration, that it claims it. */
    OLD_ADMIN;

    public boolean isOld() {
        return this == OLD || isOldMesh();
    }

    public boolean isOldMesh() {
        return this == OLD_MESH || this == OLD_ADMIN;
    }

    /** As servers tell one another. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The part of this word; {@link #APART} for the word of another version. */
    public static Part ofWord(String word) {
        for (Part part : values()) {
            if (part.word().equals(word)) return part;
        }
        return APART;
    }
}
