/** Clusters of several servers in containers. */
@NullMarked
package dev.roommesh.containers;

import org.jspecify.annotations.NullMarked;
