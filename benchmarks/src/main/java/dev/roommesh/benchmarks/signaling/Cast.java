package dev.roommesh.benchmarks.signaling;

import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import dev.roommesh.model.WorkerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Who is in a room of a benchmark: ten workers, the first of them the admin, and a client. */
final class Cast {
    static final PeerId ADMIN = worker(0);
    static final PeerId CLIENT = new PeerId("client");

    private static final long GPU_MB = 24_576;

    private Cast() {}

    static PeerId worker(int number) {
        return new PeerId("worker-" + number);
    }

    /** What workers say of themselves. */
    static Profile profile(PeerId worker) {
        return new Profile(List.of("roommesh"),
                Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(GPU_MB), Profile.GPU_MODEL,
                        PropertyValue.of("NVIDIA RTX A5000"), Profile.HOSTNAME,
                        PropertyValue.of("node-" + worker + ".example"),
                        Profile.STATUS, PropertyValue.of("available")));
    }

    static List<WorkerEntry> workers() {
        return IntStream.range(0, Limits.ROOM_WORKERS_MAX).mapToObj(Cast::worker)
                .map(worker -> WorkerEntry.of(worker, profile(worker))).toList();
    }

    /** Terms are as workers choose them: the time in seconds. */
    static long term() {
        return Instant.now().getEpochSecond();
    }

    /** The registration of a worker that follows nobody yet. */
    static FromPeer.Register registration(ConnectionFacts room, PeerId worker) {
        return register(room, worker, Role.WORKER, profile(worker), null, null);
    }

    /** The registration of a worker that says it acts as admin. */
    static FromPeer.Register registrationOfAdmin(ConnectionFacts room) {
        return register(room, ADMIN, Role.WORKER, profile(ADMIN), ADMIN, term());
    }

    static FromPeer.Register registrationOfClient(ConnectionFacts room) {
        return register(room, CLIENT, Role.CLIENT, null, null, null);
    }

    private static FromPeer.Register register(ConnectionFacts room, PeerId peer, Role role, @Nullable Profile profile,
            @Nullable PeerId admin, @Nullable Long term) {
        return new FromPeer.Register(peer, room.room(), room.token(), role, profile, 1L, null, admin, term, null);
    }
}
