/** What a server alone remembers over its restarts. */
@NullMarked
package dev.roommesh.signaling.state;

import org.jspecify.annotations.NullMarked;
