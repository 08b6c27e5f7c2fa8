/** How messages become bytes: JSON to and from the signaling server, CBOR (RFC 8949) on data channels. */
@NullMarked
package dev.roommesh.codec;

import org.jspecify.annotations.NullMarked;
