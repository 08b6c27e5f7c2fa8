package dev.roommesh.benchmarks.room;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Signals to processes, without a process that sends them: starting one would take longer than what is measured. */
final class Signals {
    static final int KILL = 9;
    static final int CONT = 18;
    static final int STOP = 19;

    @SuppressWarnings("restricted") // The launcher gives the right to call native code.
    private static final MethodHandle SEND = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Signals() {}

    /** @return false when there is no such process */
    static boolean send(long pid, int signal) {
        try {
            return (int) SEND.invokeExact(Math.toIntExact(pid), signal) == 0;
        } catch (Throwable impossible) {
            throw new IllegalStateException("kill(2) throws nothing", impossible);
        }
    }
}
