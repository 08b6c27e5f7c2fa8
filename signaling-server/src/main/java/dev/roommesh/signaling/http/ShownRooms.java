package dev.roommesh.signaling.http;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomListing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rooms as operators are shown them; what is null is left out. No token is in it: the server keeps none.
 *
 * @param truncated whether there are more
 */
record ShownRooms(List<Row> rooms, boolean truncated) {
    static ShownRooms of(RoomListing listing) {
        return new ShownRooms(listing.rooms().stream().map(Row::of).toList(), listing.truncated());
    }

    /**
     * One at a glance.
     *
     * @param adminPeerId null where there is none
     * @param since null where it is not known
     */
    record Row(RoomId roomId, int workers, int clients, @Nullable PeerId adminPeerId, long adminTerm,
            @Nullable Instant since) {
        static Row of(RoomListing.Row row) {
            return new Row(row.room(), row.workers(), row.clients(), row.admin().orElse(null), row.term(),
                    shown(row.since()));
        }
    }

    /** One with its peers, in the order in which they came. */
    record Detail(RoomId roomId, int workers, int clients, @Nullable PeerId adminPeerId, long adminTerm,
            @Nullable Instant since, List<Peer> peers) {
        static Detail of(RoomListing.Look.Known known) {
            Row row = Row.of(known.row());
            return new Detail(row.roomId(), row.workers(), row.clients(), row.adminPeerId(), row.adminTerm(),
                    row.since(), known.view().members().values().stream()
                            .map(member -> Peer.of(member, known.view().admin())).toList());
        }
    }

    /**
     * A peer of a room.
     *
     * @param metadata what it registered
     * @param connectedAt when it registered last
     * @param registry whether it is a worker that takes part in the room's own registry
     */
    record Peer(PeerId peerId, Role role, Profile metadata, @Nullable Instant connectedAt, boolean isAdmin,
            boolean registry) {
        static Peer of(Member member, Optional<PeerId> admin) {
            return new Peer(member.peerId(), member.role(), member.profile(), shown(Optional.of(member.connectedAt())),
                    admin.filter(member.peerId()::equals).isPresent(), member.isMeshed());
        }
    }

    /** A room that was ended, and how many were in it until then; null where that could not be seen. */
    record Ended(RoomId roomId, @Nullable Integer workers, @Nullable Integer clients) {
        static Ended of(RoomId room, RoomListing.Look before) {
            return switch (before) {
                case RoomListing.Look.Known(RoomListing.Row row, _) -> new Ended(room, row.workers(), row.clients());
                case RoomListing.Look.Unknown _ -> new Ended(room, 0, 0);
                case RoomListing.Look.Unreachable _ -> new Ended(room, null, null);
            };
        }
    }

    private static @Nullable Instant shown(Optional<Instant> time) {
        return time.map(known -> known.truncatedTo(ChronoUnit.MILLIS)).orElse(null);
    }
}
