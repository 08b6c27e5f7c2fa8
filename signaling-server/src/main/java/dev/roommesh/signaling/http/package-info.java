/** Rooms are created and health is read over HTTP. */
@NullMarked
package dev.roommesh.signaling.http;

import org.jspecify.annotations.NullMarked;
