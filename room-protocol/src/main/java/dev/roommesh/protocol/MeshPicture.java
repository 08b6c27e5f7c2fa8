package dev.roommesh.protocol;

import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.RoomView.LinkStatus;
import dev.roommesh.protocol.RoomView.LinkView;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links between all workers that are shown, as far as one member can tell. They only inform, so they are looked at
 * now and then, and not with each view: of ten workers there are 45.
 */
final class MeshPicture {
    /** Between two looks at the same workers: half of the time after which a watch tells of links again. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private final PeerId self;
    private final Hearing hearing;
    private List<PeerId> shown = List.of();
    private List<MeshLink> mesh = List.of();
    private Instant lookedAt = Instant.MIN;

    MeshPicture(PeerId self, Hearing hearing) {
        this.self = self;
        this.hearing = hearing;
    }

    /** One for each pair of these workers, by ids. */
    List<MeshLink> of(List<WorkerEntry> workers, List<LinkView> own, Instant now) {
        List<PeerId> peers = workers.stream().map(WorkerEntry::peerId).sorted().toList();
        // After a sleep it has heard nobody, and knows no more than before.
        boolean mayLook = !now.isBefore(lookedAt.plus(PAUSE)) && !hearing.isDeaf(now);
        if (peers.equals(shown) && !mayLook) return mesh;
        shown = peers;
        lookedAt = now;
        List<MeshLink> latest = look(peers, own, now);
        // The same list where nothing is new: views are compared with each other all the time.
        if (!latest.equals(mesh)) mesh = List.copyOf(latest);
        return mesh;
    }

    private List<MeshLink> look(List<PeerId> peers, List<LinkView> own, Instant now) {
        Map<PeerId, LinkStatus> statuses = new HashMap<>();
        own.forEach(link -> statuses.put(link.peer(), link.status()));
        List<MeshLink> latest = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            PeerId a = peers.get(i);
            for (PeerId b : peers.subList(i + 1, peers.size())) {
                MeshLink.State state = a.equals(self)
                        ? state(statuses.get(b))
                        : b.equals(self) ? state(statuses.get(a)) : heard(a, b, now);
                latest.add(new MeshLink(a, b, state));
            }
        }
        return latest;
    }

    /** Of another pair a member knows whether both ends hear each other, and no more. */
    private MeshLink.State heard(PeerId a, PeerId b, Instant now) {
        return hearing.hearEachOther(a, b, now) ? MeshLink.State.OPEN : MeshLink.State.MISSING;
    }

    private static MeshLink.State state(@Nullable LinkStatus status) {
        return switch (status) {
            case OPEN -> MeshLink.State.OPEN;
            case OFFERING -> MeshLink.State.OFFERING;
            case WAITING -> MeshLink.State.WAITING;
            case null -> MeshLink.State.MISSING;
        };
    }
}
