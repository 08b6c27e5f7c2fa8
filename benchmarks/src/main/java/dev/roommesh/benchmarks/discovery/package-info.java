/** How long it takes to find a worker, by every way that there is, and to see that one has changed. */
@NullMarked
package dev.roommesh.benchmarks.discovery;

import org.jspecify.annotations.NullMarked;
