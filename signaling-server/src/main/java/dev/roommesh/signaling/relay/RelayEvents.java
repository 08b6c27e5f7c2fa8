package dev.roommesh.signaling.relay;

import dev.roommesh.model.Source;
import java.time.Duration;

/** What operators hear of relays. Must neither block nor fail. */
public interface RelayEvents {
    void relayed(Kind kind);

    /** A question was answered, so long after it came. */
    void answered(Path path, Source source, Duration taken);

    /** A query found the table of pending ones full. */
    void queryRefused();

    /** How a question came: over a socket, by HTTP, or as old clients ask. */
    enum Path {
        RELAY, HTTP, OLD
    }

    /** What is passed on that two peers connect by: the signals of a link, and the offer of a client's channel. */
    enum Kind {
        OFFER, ANSWER, CANDIDATE, DIAL_ME, CHANNEL_OFFER,
        /** Those between old peers, or an old client and a worker of today, and what old peers tell one another. */
        PEER_OFFER, PEER_ANSWER, PEER_CANDIDATE, PEER_MESSAGE, PEER_ERROR
    }
}
