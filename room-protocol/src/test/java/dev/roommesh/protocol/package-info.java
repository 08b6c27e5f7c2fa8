@NullMarked
package dev.roommesh.protocol;

import org.jspecify.annotations.NullMarked;
