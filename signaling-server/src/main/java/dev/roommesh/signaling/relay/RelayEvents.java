package dev.roommesh.signaling.relay;

import dev.roommesh.model.Source;
import java.time.Duration;

/** What operators hear of relays. Must neither block nor fail. */
public interface RelayEvents {
    void relayed(Kind kind);

    void answered(Source source, Duration taken);

    /** A query found the table of pending ones full. */
    void queryRefused();

    /** The signals of a link that are passed on. */
    enum Kind {
        OFFER, ANSWER, CANDIDATE, DIAL_ME
    }
}
