/** The command that measures what is promised. */
@NullMarked
package dev.roommesh.benchmarks;

import org.jspecify.annotations.NullMarked;
