/** Clients of 2025, which open a data channel to this worker as they did to the workers of their time. */
@NullMarked
package dev.roommesh.agent.oldpeer;

import org.jspecify.annotations.NullMarked;
