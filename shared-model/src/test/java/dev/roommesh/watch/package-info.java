@NullMarked
package dev.roommesh.watch;

import org.jspecify.annotations.NullMarked;
