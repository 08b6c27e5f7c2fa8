/** The links' transport alone: two ends in one process, with nothing of a room above them. */
@org.jspecify.annotations.NullMarked
package dev.roommesh.benchmarks.links;
