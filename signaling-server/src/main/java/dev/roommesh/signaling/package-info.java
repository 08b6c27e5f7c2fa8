/** The signaling server: introduces the peers of a room, enforces the cap and relays; rooms go on without it. */
@NullMarked
package dev.roommesh.signaling;

import org.jspecify.annotations.NullMarked;
