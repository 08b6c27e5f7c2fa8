/** What one peer says to another through the server: link signals, and queries with their answers. */
@NullMarked
package dev.roommesh.signaling.relay;

import org.jspecify.annotations.NullMarked;
