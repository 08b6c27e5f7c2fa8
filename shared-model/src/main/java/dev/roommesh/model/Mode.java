package dev.roommesh.model;

import java.util.Locale;

/** A room as one worker sees it. */
public enum Mode {
    /** No roster yet, or not admitted to it yet. */
    FORMING,
    /** The component has an acting admin by majority. */
    NORMAL,
    /** No majority, but the server says that the missing ones are gone: answers and reserves, changes nothing else. */
    CARETAKER,
    /** Neither: queries are answered as stale. */
    READ_ONLY;

    /** The word on the wire: {@code forming}, {@code normal}, {@code caretaker} or {@code read-only}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
