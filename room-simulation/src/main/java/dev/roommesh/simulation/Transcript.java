package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What happened in a room, in order, for a person who looks for the reason of a failure. */
final class Transcript {
    static final int LINES_MAX = 500_000;

    private final VirtualTime time;
    private final List<Line> lines = new ArrayList<>();
    private boolean whole;

    /** Made readable only when somebody reads. */
    private record Line(Instant at, String who, Object what) {
        @Override
        public String toString() {
            return "%9.3f %-7s %s".formatted(seconds(at), who, what);
        }
    }

    Transcript(VirtualTime time) {
        this.time = time;
    }

    /** From now on every input and every effect is a line, and not only faults and conclusions. */
    void tellAll() {
        whole = true;
    }

    /** @param carriedOut how many of the effects were; the process died then */
    void handled(PeerId peer, Input input, List<Effect> effects, int carriedOut) {
        boolean isIdle = input instanceof Input.Tick && effects.stream().allMatch(Effect.Publish.class::isInstance);
        if (!whole || isIdle) return;
        line(peer, "<- " + input);
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Note) continue;
            line(peer, (i < carriedOut ? "   -> " : "   never -> ") + effects.get(i));
        }
    }

    void line(PeerId who, Object what) {
        line(who.value(), what);
    }

    void line(String who, Object what) {
        if (lines.size() < LINES_MAX) lines.add(new Line(time.now(), who, what));
    }

    static double seconds(Instant at) {
        return Duration.between(VirtualTime.START, at).toNanos() / 1e9;
    }

    @Override
    public String toString() {
        return lines.stream().map(Line::toString).collect(Collectors.joining("\n"));
    }
}
