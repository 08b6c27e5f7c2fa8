/** The worker's local endpoints. */
@NullMarked
package dev.roommesh.agent.http;

import org.jspecify.annotations.NullMarked;
