/** Answers to queries, from the published view alone. */
@NullMarked
package dev.roommesh.protocol.query;

import org.jspecify.annotations.NullMarked;
