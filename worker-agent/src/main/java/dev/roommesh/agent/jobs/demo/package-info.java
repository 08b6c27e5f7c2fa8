/** The job that every worker can run: it needs nothing but the Java that runs the worker. */
@NullMarked
package dev.roommesh.agent.jobs.demo;

import org.jspecify.annotations.NullMarked;
