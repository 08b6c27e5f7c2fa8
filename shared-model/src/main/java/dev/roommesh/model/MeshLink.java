package dev.roommesh.model;

/**
 * How far the link between two workers is, as one member of the room can tell. It only informs.
 *
 * @param a the worker with the lower id
 * @param b the other one
 */
public record MeshLink(PeerId a, PeerId b, State state) {
    public MeshLink {
        if (a.compareTo(b) >= 0) throw new IllegalArgumentException("the lower id of a link comes first");
    }

    /** Of its own links a member knows all of these; of the others, whether both ends hear each other. */
    public enum State {
        /** Frames cross, or both ends hear each other. */
        OPEN,
        /** An attempt is under way. */
        OFFERING,
        /** The last attempt has failed, or the link was lost; the next comes by itself. */
        WAITING,
        /** One end at least does not hear the other. */
        MISSING
    }
}
