/** Data channels between a client and a worker, and what is said and sent on them. */
@NullMarked
package dev.roommesh.channel;

import org.jspecify.annotations.NullMarked;
