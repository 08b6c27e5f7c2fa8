/** Configuration, metrics, logs, and the sentences with which a start can fail. */
@NullMarked
package dev.roommesh.signaling.operation;

import org.jspecify.annotations.NullMarked;
