package dev.roommesh.agent.operation;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/** Ends the process from within: in order, from a thread of its own, and with an exit code that says why. */
final class Ending implements ExitCodeGenerator {
    /** The server refused this worker. */
    static final int REFUSED = 3;
    /** A bug: {@code EX_SOFTWARE} of sysexits.h. */
    static final int BROKEN = 70;

    private final ApplicationContext context;
    private final AtomicInteger code = new AtomicInteger();

    Ending(ApplicationContext context) {
        this.context = context;
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
            Thread.ofPlatform().name("ending").start(() -> System.exit(SpringApplication.exit(context)));
        }
    }

    @Override
    public int getExitCode() {
        return code.get();
    }
}
