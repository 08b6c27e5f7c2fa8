package dev.roommesh.simulation;

import java.util.Set;

/** What became of a broken rule: it ends the run, unless it is one that is known and only counted. */
final class Violations {
    private final Set<String> tolerated;
    private final Events events;

    Violations(Set<String> tolerated, Events events) {
        this.tolerated = tolerated;
        this.events = events;
    }

    /** A rule of the protocol was broken. */
    static final class Violated extends AssertionError {
        private static final long serialVersionUID = 1;
        private final String number;
        private final String what;

        Violated(String number, String what) {
            super(number + ": " + what);
            this.number = number;
            this.what = number + ": " + what;
        }

        String what() {
            return what;
        }

        /** As in docs/PROTOCOL.md. */
        String number() {
            return number;
        }
    }

    void add(String number, String what) {
        if (!tolerated.contains(number)) throw new Violated(number, what);
        events.count("Violated " + number);
    }
}
