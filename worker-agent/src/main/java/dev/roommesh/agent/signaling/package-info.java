/** The connection to the signaling server: kept up, and registered anew whenever it comes back. */
@NullMarked
package dev.roommesh.agent.signaling;

import org.jspecify.annotations.NullMarked;
