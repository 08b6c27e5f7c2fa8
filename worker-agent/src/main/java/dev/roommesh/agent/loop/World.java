package dev.roommesh.agent.loop;

import dev.roommesh.protocol.Effect;

/** Does what the member wants done. Called by the loop's thread alone; returns at once. */
public interface World {
    void perform(Effect effect);
}
