/** What a long run costs a worker. */
@NullMarked
package dev.roommesh.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
