package dev.roommesh.protocol;

/**
 * How much of what a member keeps true an input may have changed. Most frames say what was known, and what time alone
 * changes is seen at the next {@link Input.Tick}.
 */
enum News {
    /** Nothing but that the sender lives, if that. */
    NONE,
    /** The document got changes; who is there, and who decides, is as it was. */
    DOCUMENT,
    /** Anything else. */
    ROOM;

    /** As much as the two together. */
    News and(News other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
