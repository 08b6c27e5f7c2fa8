/** Who hears whom, and who is dead to whom. */
@NullMarked
package dev.roommesh.protocol.liveness;

import org.jspecify.annotations.NullMarked;
