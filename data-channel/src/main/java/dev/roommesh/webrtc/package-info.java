/** webrtc-java, which is native code: what must be known to use it without a leak or a crash. */
@NullMarked
package dev.roommesh.webrtc;

import org.jspecify.annotations.NullMarked;
