/** Asks a room which workers there are, through the signaling server; needs nothing but the JDK and the words on the wire. */
@NullMarked
package dev.roommesh.client;

import org.jspecify.annotations.NullMarked;
