package dev.roommesh.signaling.websocket;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.signaling.relay.LinkRelay;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.room.Presence;
import java.time.InstantSource;

/** What every session works with. */
public record Services(SignalCodec codec, Gate gate, Presence presence, LinkRelay links, Queries queries,
        SocketLimits limits, SocketEvents events, InstantSource time) {}
