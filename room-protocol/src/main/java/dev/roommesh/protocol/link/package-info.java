/** Which links a worker should have, and how each comes to be. */
@NullMarked
package dev.roommesh.protocol.link;

import org.jspecify.annotations.NullMarked;
