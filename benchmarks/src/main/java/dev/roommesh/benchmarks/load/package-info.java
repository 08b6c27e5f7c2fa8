/** Load at planned times, and the figures of repeated runs. */
@NullMarked
package dev.roommesh.benchmarks.load;

import org.jspecify.annotations.NullMarked;
