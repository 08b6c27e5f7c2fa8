package dev.roommesh.agent.automerge;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Who writes changes: 16 bytes that bind them to a worker of a room, and 16 of one process. */
final class Actor {
    static final int OWNER_BYTES = 16;
    static final int PROCESS_BYTES = 16;
    static final int BYTES = OWNER_BYTES + PROCESS_BYTES;

    private Actor() {}

    /**
     * @param process random and never used before: an actor that starts again from its first change after its state
     * was lost can never converge with the others
     */
    static byte[] of(RoomId room, PeerId peer, Bytes process) {
        if (process.size() != PROCESS_BYTES)
            throw new IllegalArgumentException("an actor needs " + PROCESS_BYTES + " random bytes");
        byte[] actor = Arrays.copyOf(ownerBytes(room, peer), BYTES);
        System.arraycopy(process.toArray(), 0, actor, OWNER_BYTES, PROCESS_BYTES);
        return actor;
    }

    /** The part of an actor that says whose it is, in hexadecimal. */
    static String owner(String actor) {
        return actor.substring(0, 2 * OWNER_BYTES);
    }

    static String owner(RoomId room, PeerId peer) {
        return HexFormat.of().formatHex(ownerBytes(room, peer));
    }

    private static byte[] ownerBytes(RoomId room, PeerId peer) {
        byte[] hash = Sha256.fresh().digest((room.value() + '|' + peer.value()).getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(hash, OWNER_BYTES);
    }
}
