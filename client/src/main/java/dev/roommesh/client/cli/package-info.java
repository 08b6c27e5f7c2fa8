/** The command line: what a person types, and what is shown in return. */
@NullMarked
package dev.roommesh.client.cli;

import org.jspecify.annotations.NullMarked;
