/** What operators ask of a signaling server: rooms and their tokens. */
@NullMarked
package dev.roommesh.client.operator;

import org.jspecify.annotations.NullMarked;
