/** The sockets: frames in, a bounded outbox out, one registration each. */
@NullMarked
package dev.roommesh.signaling.websocket;

import org.jspecify.annotations.NullMarked;
