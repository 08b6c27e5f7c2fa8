package dev.roommesh.client.doctor;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.Way;
import java.time.Duration;

/** Whether this machine can have a data channel to the room's admin, as a job needs one to its worker. */
final class DirectCheck {
    private static final String DIRECT = "direct";
    /** After so long it is clear that the network drops everything. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private DirectCheck() {}

    /** @param client that wants one */
    static Finding of(RoomClient client) throws InterruptedException {
        if (client.peerId().isEmpty())
            return Finding.skipped(DIRECT, "Data channels are offered over a WebSocket alone.");
        long begin = System.nanoTime();
        if (client.awaitDirect(LIMIT) && client.way() instanceof Way.Direct(var worker))
            return Finding.ok(DIRECT, "A data channel to " + worker + " opened within "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms.");
        return Finding.warning(DIRECT, "There is no data channel to the admin: "
                + client.whyNotDirect().orElse("it ended") + ".",
                "Questions and watches go through the server; a job needs a way over UDP between this machine and its"
                        + " worker, or a TURN server.");
    }
}
