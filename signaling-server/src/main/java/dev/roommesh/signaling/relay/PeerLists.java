package dev.roommesh.signaling.relay;

import dev.roommesh.model.FoundPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerFilters;
import dev.roommesh.model.PeerId;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What old clients are told: whoever is registered in their room, with what it registered or said of itself since. */
public final class PeerLists {
    private static final double MILLIS_PER_SECOND = 1_000;

    private PeerLists() {}

    /** As many as fit into a message, in the order in which they joined; the asker is left out. */
    public static FromServer.PeerList answer(RoomView room, PeerId asker, @Nullable PeerFilters filters) {
        PeerFilters wanted = filters == null ? PeerFilters.NONE : filters;
        List<FoundPeer> found = new ArrayList<>();
        int weight = 0;
        for (Member member : room.members().values()) {
            if (member.peerId().equals(asker) || !wanted.admit(member.role(), member.profile())) continue;
            weight += member.profile().weight();
            if (weight > Limits.ANSWER_CHARS_MAX || found.size() == Limits.ANSWER_WORKERS_MAX) break;
            found.add(new FoundPeer(member.peerId(), member.role(), member.profile(),
                    member.connectedAt().toEpochMilli() / MILLIS_PER_SECOND));
        }
        return new FromServer.PeerList(asker, found, found.size());
    }
}
