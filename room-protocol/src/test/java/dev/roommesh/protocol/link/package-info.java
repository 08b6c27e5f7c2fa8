@NullMarked
package dev.roommesh.protocol.link;

import org.jspecify.annotations.NullMarked;
