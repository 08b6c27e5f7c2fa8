package dev.roommesh.model;

import java.util.Locale;

/** Who answered a query; set by whoever answers and never rewritten. */
public enum Source {
    ADMIN, MEMBER, REGISTRATIONS, REPLICA;

    /** The word on the wire, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
