package dev.roommesh.protocol.document;

/** What became of changes that were taken in. */
public sealed interface Merge {
    /** How many were new and are part of the document now. */
    int applied();

    /** Every change is held. */
    record Merged(int applied) implements Merge {}

    /** One builds on a change that is not held: ask for what is missing. Those before it are held. */
    record Missing(int applied) implements Merge {}

    /** One is not what a peer may send. Those before it are held. */
    record Refused(int applied, String why) implements Merge {}
}
