package dev.roommesh.system;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals to processes that the tests started. */
final class Signals {
    private Signals() {}

    static void send(long pid, String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor();
            if (code != 0) throw new AssertionError("kill -" + signal + " " + pid + " ended with " + code);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
