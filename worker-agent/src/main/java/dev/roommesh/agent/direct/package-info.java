/** Clients that ask this worker over data channels of their own, which need the server no more once they stand. */
@NullMarked
package dev.roommesh.agent.direct;

import org.jspecify.annotations.NullMarked;
