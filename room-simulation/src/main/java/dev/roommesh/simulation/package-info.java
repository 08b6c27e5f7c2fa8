/** Whole rooms in one thread: real members on a virtual clock and a seeded network, judged after every event. */
@NullMarked
package dev.roommesh.simulation;

import org.jspecify.annotations.NullMarked;
