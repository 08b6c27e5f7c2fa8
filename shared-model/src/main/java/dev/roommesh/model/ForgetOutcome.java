package dev.roommesh.model;

/** What became of a wish to take a worker off its room's roster. */
public enum ForgetOutcome {
    /** It is off the roster. */
    REMOVED,
    /** It was not on the roster. */
    ABSENT,
    /** Somebody of the room has heard it lately: it would be admitted again at once. */
    ALIVE,
    /** No admin by majority is within reach, or the change did not get its majority in time; worth another try soon. */
    NOT_NOW
}
