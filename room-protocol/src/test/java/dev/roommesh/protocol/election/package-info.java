@NullMarked
package dev.roommesh.protocol.election;

import org.jspecify.annotations.NullMarked;
