/** The worker's process: one member of a room, its links, its document and its endpoints. */
@NullMarked
package dev.roommesh.agent;

import org.jspecify.annotations.NullMarked;
