package dev.roommesh.simulation;

import java.util.function.Consumer;

/**
 * One kind of trouble; the seed draws the rest.
 *
 * @param name as given to {@code ./roommesh simulate --scenario}
 * @param about one sentence for the report
 * @param weight how many of the seeds are its, relative to the others
 */
record Scenario(String name, String about, int weight, Consumer<Play> plot) {}
