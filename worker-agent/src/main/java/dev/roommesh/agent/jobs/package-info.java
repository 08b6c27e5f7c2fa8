/** Runs the jobs of clients: one at a time, for whom the worker is reserved, of commands that its configuration lists. */
@NullMarked
package dev.roommesh.agent.jobs;

import org.jspecify.annotations.NullMarked;
