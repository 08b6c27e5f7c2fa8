/** Clusters of real processes over real data channels, started and asked as a person does it. */
@NullMarked
package dev.roommesh.system;

import org.jspecify.annotations.NullMarked;
