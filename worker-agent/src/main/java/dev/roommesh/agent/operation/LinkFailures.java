package dev.roommesh.agent.operation;

import dev.roommesh.agent.webrtc.WebRtcLinks;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.link.Links;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Attempts at links that came to nothing, by cause, for Prometheus. What a peer says makes no label: that is other. */
final class LinkFailures implements Consumer<Conclusion> {
    static final String OTHER = "other";
    /** The words of a reason, and the label that stands for it. */
    private static final Map<String, String> CAUSES = Map.of(Links.NO_ANSWER, "no_answer", Links.NO_PATH, "no_path",
            WebRtcLinks.ICE_FAILED, "ice_failed", WebRtcLinks.CONNECTION_FAILED, "connection_failed");

    private final Map<String, Counter> counters = new TreeMap<>();
    private final Counter others;

    LinkFailures(MeterRegistry registry) {
        CAUSES.forEach((why, cause) -> counters.put(why, counter(registry, cause)));
        others = counter(registry, OTHER);
    }

    private static Counter counter(MeterRegistry registry, String cause) {
        return Counter.builder("roommesh.room.link.failures").tag("cause", cause)
                .description("Attempts at links that came to nothing").register(registry);
    }

    @Override
    public void accept(Conclusion conclusion) {
        if (conclusion instanceof Conclusion.LinkFailed failed)
            counters.getOrDefault(failed.why(), others).increment();
    }
}
