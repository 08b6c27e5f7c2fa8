/** What is switched on for which rooms. */
@NullMarked
package dev.roommesh.signaling.features;

import org.jspecify.annotations.NullMarked;
