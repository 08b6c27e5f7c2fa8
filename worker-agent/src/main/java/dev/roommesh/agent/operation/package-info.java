/** Configuration, health, metrics and logs. */
@NullMarked
package dev.roommesh.agent.operation;

import org.jspecify.annotations.NullMarked;
