package dev.roommesh.agent.operation;

import dev.roommesh.webrtc.ProcessEnd;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.SpringApplication;

/**
 * Ends the process in order, with an exit code that says why. A signal ends it in order, too, and counts as success: the
 * worker has left its room.
 */
final class Ending {
    /** The server refused this worker. */
    static final int REFUSED = 3;
    /** A bug: {@code EX_SOFTWARE} of sysexits.h. */
    static final int BROKEN = 70;

    private final AtomicInteger code = new AtomicInteger();

    /** Has the process end after the worker's parts, however its end began. */
    void listen() {
        SpringApplication.getShutdownHandlers().add(() -> ProcessEnd.now(code.get()));
    }

    /** @param sentence for the person who started the worker */
    void refused(String sentence) {
        System.err.println(sentence);
        end(REFUSED);
    }

    void broken() {
        end(BROKEN);
    }

    private void end(int exitCode) {
        if (code.compareAndSet(0, exitCode)) {
            // From a thread of its own: the caller is one of the parts that are waited for.
            Thread.ofPlatform().name("ending").start(() -> System.exit(exitCode));
        }
    }
}
