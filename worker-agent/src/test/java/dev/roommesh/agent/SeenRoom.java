package dev.roommesh.agent;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.RoomView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A room of ana, ben and cleo as ana sees it, its admin: the link to ben is open, the one to cleo is not. */
public final class SeenRoom {
    public static final PeerId ANA = new PeerId("ana");
    public static final PeerId BEN = new PeerId("ben");
    public static final PeerId CLEO = new PeerId("cleo");
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private SeenRoom() {}

    /** @param actingUntil until when ana acts as admin; null when she does not */
    public static RoomView of(Mode mode, @Nullable Instant actingUntil) {
        var roster = new Roster(4, 3, List.of(new Candidate(ANA, 24_576), new Candidate(BEN, 8_192),
                new Candidate(CLEO, 0)));
        var links = List.of(new RoomView.LinkView(BEN, RoomView.LinkStatus.OPEN, 0, "", true, true, false),
                new RoomView.LinkView(CLEO, RoomView.LinkStatus.WAITING, 2, "no answer in time", false, false, true));
        return new RoomView(ANA, mode, Optional.of(ANA), 4, Optional.ofNullable(actingUntil), NOW.minusSeconds(1),
                NOW.plusSeconds(1), roster, List.of(entry(ANA, 24_576), entry(BEN, 8_192)), links,
                List.of(new MeshLink(ANA, BEN, MeshLink.State.OPEN)), new Epoch(4, 2, ""), 17);
    }

    private static WorkerEntry entry(PeerId peer, long gpuMemoryMb) {
        return WorkerEntry.of(peer, Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpuMemoryMb)));
    }
}
