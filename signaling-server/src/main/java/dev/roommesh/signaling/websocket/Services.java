package dev.roommesh.signaling.websocket;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.signaling.limits.Quotas;
import dev.roommesh.signaling.oldpeer.OldRelay;
import dev.roommesh.signaling.relay.ChannelRelay;
import dev.roommesh.signaling.relay.ForgetRelay;
import dev.roommesh.signaling.relay.LinkRelay;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.ReservationRelay;
import dev.roommesh.signaling.relay.Watches;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.Rooms;
import java.time.InstantSource;

/** What every session works with. */
public record Services(SignalCodec codec, Gate gate, Presence presence, Rooms rooms, LinkRelay links, Queries queries,
        Watches watches, ReservationRelay reservations, ChannelRelay channels, ForgetRelay forgetting,
        OldRelay oldPeers, SocketLimits limits, Quotas quotas, RoomTerms terms, SocketEvents events,
        InstantSource time) {}
