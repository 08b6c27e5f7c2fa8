package dev.roommesh.client.doctor;

import dev.roommesh.client.Reach;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.ClusterView;
import dev.roommesh.model.ConnectionFacts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All checks, from the nearest to the farthest: what fails first is mostly the cause of what follows. */
public final class Examination {
    private final ConnectionFacts facts;
    private final String version;
    private final InstantSource clock;

    /** @param version of this program */
    public Examination(ConnectionFacts facts, String version, InstantSource clock) {
        this.facts = facts;
        this.version = version;
        this.clock = clock;
    }

    /**
     * Makes all of them, in some seconds.
     *
     * @param machine what is missing on this machine for workers to run here: blank for nothing, null where nobody has
     * looked
     * @param cluster the workers that were started here; null where the room is another one
     * @param each takes each finding as soon as it is there
     */
    public void run(@Nullable String machine, @Nullable ClusterView cluster, Consumer<Finding> each) {
        each.accept(machine(machine));
        each.accept(TokenCheck.of(facts, clock.instant()));
        ServerCheck.Outcome server = new ServerCheck(facts, version, clock).run();
        server.findings().forEach(each);
        if (server.isReached()) enter(cluster == null, each);
        if (cluster != null) MeshCheck.of(cluster).forEach(each);
    }

    private static Finding machine(@Nullable String missing) {
        if (missing == null) return Finding.skipped("machine", "Nobody has looked for WebRTC's libraries.");
        return missing.isBlank()
                ? Finding.ok("machine", "Workers can run here: WebRTC's libraries and a network interface are there.")
                : Finding.warning("machine", missing.strip(), "Only workers need it; clients run without.");
    }

    /** @param isElsewhere whether the workers themselves cannot be asked for their links */
    private void enter(boolean isElsewhere, Consumer<Finding> each) {
        Instant now = clock.instant();
        try (RoomClient client = RoomClient.connect(facts, RoomClient.CONNECT_LIMIT, Reach.DIRECT)) {
            RoomCheck.of(client, now).forEach(each);
            if (client.peerId().isPresent()) IceCheck.of(client.iceServers()).forEach(each);
            else
                each.accept(Finding.skipped("ice", "The server names STUN and TURN servers over a WebSocket alone."));
            each.accept(DirectCheck.of(client));
            if (isElsewhere) WatchedLinksCheck.of(client).forEach(each);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RoomClientException refused) {
            each.accept(RoomCheck.refused(refused));
            IceCheck.of(List.of()).stream().limit(1).forEach(each);
        }
    }
}
