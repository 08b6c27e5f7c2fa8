package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** I16. A revision of a worker's entry stands for one profile, and a higher one for what the worker said later. */
final class OneProfilePerRevision extends Invariant {
    private final Map<PeerId, Map<Long, Profile>> profiles = new HashMap<>();
    /** The highest revision that anybody has shown before the worker was told of its present profile. */
    private final Map<PeerId, Long> before = new HashMap<>();
    private final Map<PeerId, Profile> said = new HashMap<>();

    OneProfilePerRevision(Violations violations) {
        super("I16", violations);
    }

    @Override
    void handling(PeerId peer, Input input, Instant now) {
        if (!(input instanceof Input.OwnProfile(Profile profile)) || profile.equals(said.put(peer, profile))) return;
        before.put(peer, profiles.getOrDefault(peer, Map.of()).keySet().stream().max(Long::compare).orElse(0L));
    }

    @Override
    void published(RoomView view, Instant now) {
        for (WorkerEntry entry : view.workers()) {
            Profile known = profiles.computeIfAbsent(entry.peerId(), _ -> new HashMap<>())
                    .putIfAbsent(entry.revision(), entry.metadata());
            if (known != null && !known.equals(entry.metadata()))
                violated("revision " + entry.revision() + " of " + entry.peerId() + " stands for two profiles");
            boolean isNew = known == null && entry.metadata().equals(said.get(entry.peerId()));
            if (isNew && entry.revision() <= before.getOrDefault(entry.peerId(), 0L))
                violated("a later profile of " + entry.peerId() + " has the lower revision " + entry.revision());
        }
    }
}
