@NullMarked
package dev.roommesh.simulation;

import org.jspecify.annotations.NullMarked;
