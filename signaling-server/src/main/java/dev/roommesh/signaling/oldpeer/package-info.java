/** What the server does for the programs of before: their words, and what they are better not told. */
@NullMarked
package dev.roommesh.signaling.oldpeer;

import org.jspecify.annotations.NullMarked;
