/** The one thread that owns the room's member, and the notes that everyone else leaves for it. */
@NullMarked
package dev.roommesh.agent.loop;

import org.jspecify.annotations.NullMarked;
