package dev.roommesh.benchmarks.signaling;

/** Some measurements on the same servers: first in peace, then beside a flood. */
interface Part {
    /** One word of the command line. */
    String name();

    /** What is done, for a person. */
    String what();

    /** Starts what it needs, measures, and ends it. */
    void measure(Setting setting);
}
