package dev.roommesh.system;

import java.time.Duration;

/** How long the faults last: a short share by default, the whole of it with {@code -Droommesh.long=true}. */
final class Lengths {
    static final boolean LONG = Boolean.getBoolean("roommesh.long");

    private Lengths() {}

    /** @param property overrides both, in seconds */
    static Duration of(String property, int shortSeconds, int longSeconds) {
        return Duration.ofSeconds(Integer.getInteger(property, LONG ? longSeconds : shortSeconds));
    }
}
