/** The port behind which the room's replicated document lives. */
@NullMarked
package dev.roommesh.protocol.document;

import org.jspecify.annotations.NullMarked;
