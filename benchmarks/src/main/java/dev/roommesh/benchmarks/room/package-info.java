/** A room of real processes, and one who looks at it from outside. */
@NullMarked
package dev.roommesh.benchmarks.room;

import org.jspecify.annotations.NullMarked;
