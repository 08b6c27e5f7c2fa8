/** Finds out what is wrong between this machine and a room, and says what to do. */
@NullMarked
package dev.roommesh.client.doctor;

import org.jspecify.annotations.NullMarked;
