/** Jobs: how fast their files travel, in how little memory, and what a job on the admin does to the room. */
@NullMarked
package dev.roommesh.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
