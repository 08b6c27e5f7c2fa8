package dev.roommesh.signaling.operation;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who can connect.
 *
 * @param localOnly whether only processes of this machine can reach the server
 * @param whollyLocal whether the same holds for the port of its management, where that is another
 */
public record Exposure(boolean localOnly, boolean whollyLocal) {
    static Exposure of(@Nullable InetAddress bound) {
        boolean local = bound != null && bound.isLoopbackAddress();
        return new Exposure(local, local);
    }

    /** @param management where the management's own port is bound; null for everywhere */
    Exposure beside(@Nullable InetAddress management) {
        return new Exposure(localOnly, localOnly && of(management).localOnly());
    }
}
