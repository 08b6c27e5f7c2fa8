/** How fast a room gets over a fault. */
@NullMarked
package dev.roommesh.benchmarks.failover;

import org.jspecify.annotations.NullMarked;
