/** The room's document on automerge, which is native code: nothing reaches it that was not checked here. */
@NullMarked
package dev.roommesh.agent.automerge;

import org.jspecify.annotations.NullMarked;
