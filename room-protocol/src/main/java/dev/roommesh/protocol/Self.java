package dev.roommesh.protocol;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;

/**
 * Who a member is.
 *
 * @param incarnation number of this process; greater than that of every earlier process of the same peer
 */
public record Self(RoomId room, PeerId peer, long incarnation) {}
