package dev.roommesh.webrtc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Ends the process at once, without the exit handlers of native libraries. The WebRTC library's own call back into the
 * Java machine, which is gone by then: it prints complaints, and at times changes the exit code (seen in 0.14.0).
 */
public final class ProcessEnd {
    private ProcessEnd() {}

    private static volatile boolean needed;

    /** From now on the usual end is no good one. */
    static void nativeCodeIsThere() {
        needed = true;
    }

    /** Whether the WebRTC library was used in this process. */
    public static boolean isNeeded() {
        return needed;
    }

    /** Does not return. Whatever must be closed has been closed before. */
    @SuppressWarnings("restricted")
    public static void now(int exitCode) {
        System.out.flush();
        System.err.flush();
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle exit = linker.downcallHandle(linker.defaultLookup().find("_exit").orElseThrow(),
                    FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
            exit.invokeExact(exitCode);
        } catch (Throwable unavailable) {
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
