@NullMarked
package dev.roommesh.channel;

import org.jspecify.annotations.NullMarked;
