@NullMarked
package dev.roommesh.codec;

import org.jspecify.annotations.NullMarked;
