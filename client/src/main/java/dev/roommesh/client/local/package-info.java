/** A signaling server and workers as processes of this machine, and the files that remember them. */
@NullMarked
package dev.roommesh.client.local;

import org.jspecify.annotations.NullMarked;
