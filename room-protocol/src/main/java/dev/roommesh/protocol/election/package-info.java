/** Who is admin, by which term, and by whose count. */
@NullMarked
package dev.roommesh.protocol.election;

import org.jspecify.annotations.NullMarked;
