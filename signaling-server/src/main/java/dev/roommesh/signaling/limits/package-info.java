/** How much sockets, addresses and rooms may do. */
@NullMarked
package dev.roommesh.signaling.limits;

import org.jspecify.annotations.NullMarked;
