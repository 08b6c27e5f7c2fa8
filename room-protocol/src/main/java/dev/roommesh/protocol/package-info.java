/** The core: one worker's part in a room, as a state machine that others drive. */
@NullMarked
package dev.roommesh.protocol;

import org.jspecify.annotations.NullMarked;
