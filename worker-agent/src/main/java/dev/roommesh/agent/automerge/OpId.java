package dev.roommesh.agent.automerge;

/**
 * Names an operation, and the object or list element that it makes.
 *
 * @param counter from 1; greater than that of every operation that its author had seen
 * @param actor lower-case hexadecimal
 */
record OpId(long counter, String actor) {}
