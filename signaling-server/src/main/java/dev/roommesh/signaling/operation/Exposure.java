package dev.roommesh.signaling.operation;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** @param localOnly whether only processes of this machine can reach the server */
public record Exposure(boolean localOnly) {
    static Exposure of(@Nullable InetAddress bound) {
        return new Exposure(bound != null && bound.isLoopbackAddress());
    }
}
