package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Collects the garbage of another Java process, so that what it still holds is what it needs. */
public final class GarbageCollection {
    private GarbageCollection() {}

    public static void in(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(List.of(jcmd, Long.toString(pid), "GC.run")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (process.waitFor() != 0) throw new BenchFailure("jcmd cannot reach the process " + pid + ".");
    }
}
