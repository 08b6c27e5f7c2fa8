package dev.roommesh.agent.webrtc;

import dev.roommesh.webrtc.PeerConnections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One native factory and the links that it made. Everything runs on the links' thread, save for {@link #counted} and
 * {@link #messages}.
 */
final class Generation {
    private final PeerConnections connections;
    private final long messagesMax;
    private final Runnable wornOut;
    private final AtomicLong messages = new AtomicLong();
    /** The one that was reported longest ago comes first. */
    private final Set<Link> links = new LinkedHashSet<>();

    /** @param wornOut told once, on the library's thread, when more than so many messages have come */
    Generation(PeerConnections connections, long messagesMax, Runnable wornOut) {
        this.connections = connections;
        this.messagesMax = messagesMax;
        this.wornOut = wornOut;
    }

    PeerConnections connections() {
        return connections;
    }

    void began(Link link) {
        links.add(link);
    }

    /** After the link's connection was freed. */
    void ended(Link link) {
        links.remove(link);
    }

    /** A message came in. */
    void counted() {
        if (messages.incrementAndGet() == messagesMax + 1) wornOut.run();
    }

    long messages() {
        return messages.get();
    }

    boolean isWornOut() {
        return messages() > messagesMax;
    }

    int links() {
        return links.size();
    }

    /** One that is open, each in its turn. */
    Optional<Link> nextOpen() {
        Optional<Link> next = links.stream().filter(Link::isOpen).findFirst();
        next.ifPresent(link -> {
            links.remove(link);
            links.add(link);
        });
        return next;
    }
}
