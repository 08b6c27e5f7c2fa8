/** The words of a room: ids, profiles, rosters and the messages that carry them. Immutable, JDK only. */
@NullMarked
package dev.roommesh.model;

import org.jspecify.annotations.NullMarked;
