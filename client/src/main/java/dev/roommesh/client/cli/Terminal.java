package dev.roommesh.client.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;

/** What a person looks at: lines that are redrawn in place where that can be done. */
final class Terminal {
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintWriter out;
    private List<String> shown = List.of();

    Terminal(PrintWriter out) {
        this.out = out;
    }

    /** Whether a person looks at what this process writes. */
    @SuppressWarnings("SystemConsoleNull") // Never null since JDK 22, but declared so.
    static boolean isThere() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Whoever looks at what this process writes, and writes to it. */
    static Person person() {
        return new Person() {
            @Override
            public boolean isThere() {
                return Terminal.isThere();
            }

            @Override
            @SuppressWarnings("SystemConsoleNull") // Never null since JDK 22, but declared so.
            public String ask(String question) {
                Console console = System.console();
                return console == null ? "" : Objects.requireNonNullElse(console.readLine("%s", question), "");
            }
        };
    }

    /** Puts these lines where the last ones were. */
    void redraw(List<String> lines) {
        if (lines.equals(shown)) return;
        if (!shown.isEmpty()) out.print("\u001b[" + shown.size() + "A\r" + CLEAR_BELOW);
        lines.forEach(out::println);
        out.flush();
        shown = lines;
    }
}
