@NullMarked
package dev.roommesh.protocol.liveness;

import org.jspecify.annotations.NullMarked;
