package dev.roommesh.agent.automerge;

import dev.roommesh.model.Epoch;
import java.util.HexFormat;
import java.util.List;

/**
 * The first change of every replica, the same bytes everywhere. It creates the maps at the root, because of two
 * replicas that each create the same map, one loses all that it wrote there.
 */
final class Genesis {
    /** The section of the workers' entries, by peer id. */
    static final String WORKERS = "workers";
    /** The section of the admins' records, by peer id. */
    static final String ADMINS = "admins";
    /** In the order in which the genesis creates them. */
    static final List<String> SECTIONS = List.of(WORKERS, ADMINS);
    /** SHA-256 of the change, by which others depend on it. */
    static final String HASH = "74052fa1109535591bf6015ed09babc5ebb3ea546ff656b85a5e6523fde50742";
    static final Epoch EPOCH = new Epoch(0, 0, HASH);

    private static final String CHANGE = "856f4a8374052fa1014900"
            + "200000000000000000000000000000000000000000000000000000000000000000"
            + "0101000000051510340142025602700" + "27e07776f726b6572730661646d696e7302020002000200";

    private Genesis() {}

    static byte[] actor() {
        return new byte[Actor.BYTES];
    }

    static byte[] change() {
        return HexFormat.of().parseHex(CHANGE);
    }
}
