/** What both ends of a watch need: how a room's state becomes messages, and these a state again. No I/O, no clock. */
@NullMarked
package dev.roommesh.watch;

import org.jspecify.annotations.NullMarked;
