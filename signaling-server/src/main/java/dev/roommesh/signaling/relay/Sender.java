package dev.roommesh.signaling.relay;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Connection;

/** Who speaks: known from the socket, never from what is said. */
public record Sender(RoomId room, PeerId peer, Connection connection) {}
