package dev.roommesh.client.cli;

/** Whoever may sit before a command. */
interface Person {
    boolean isThere();

    /** What they answer; nothing where they have no more to say. To be asked of one who is there. */
    String ask(String question);
}
