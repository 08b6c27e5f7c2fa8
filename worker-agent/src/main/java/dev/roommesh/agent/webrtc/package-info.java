/** Links between workers over webrtc-java, which is native code: one thread of their own makes every call on it. */
@NullMarked
package dev.roommesh.agent.webrtc;

import org.jspecify.annotations.NullMarked;
