package dev.roommesh.protocol.link;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The links to all other workers of the room; a complete mesh is what it drives at. */
public final class Links {
    /** Links at most: a full room, and as many again whose workers are being replaced. */
    public static final int LINKS_MAX = 32;

    /** Why an attempt came to nothing: the other end has said nothing to it in time. */
    public static final String NO_ANSWER = "no answer in time";
    /** The same where the other end's description came: no packet has found a way. */
    public static final String NO_PATH = "no way for packets in time";

    private final PeerId self;
    private final long incarnation;
    private final LinkPolicy policy;
    private final Map<PeerId, LinkMachine> machines = new TreeMap<>();

    public Links(PeerId self, long incarnation, LinkPolicy policy) {
        this.self = self;
        this.incarnation = incarnation;
        this.policy = policy;
    }

    /**
     * How far a link is, for readers.
     *
     * @param attempts since it was last open
     * @param why it is not open; empty when it is
     */
    public record Progress(boolean open, boolean offering, int attempts, String why) {}

    /** Begins to drive links to these, and gives up those to others that are not open. */
    public void want(Set<PeerId> peers, Instant now, List<LinkStep> steps) {
        for (PeerId peer : peers) {
            if (!peer.equals(self) && machines.size() < LINKS_MAX) machine(peer, now);
        }
        machines.entrySet().removeIf(entry -> {
            if (peers.contains(entry.getKey()) || entry.getValue().isOpen()) return false;
            entry.getValue().abandon("not in the room", now, steps);
            return true;
        });
    }

    public void tick(Predicate<PeerId> reachable, Function<PeerId, Instant> lastFrame, Instant now,
            List<LinkStep> steps) {
        machines.forEach(
                (peer, machine) -> machine.tick(reachable.test(peer), lastFrame.apply(peer), now, steps));
    }

    public void signal(PeerId from, LinkSignal signal, Instant now, List<LinkStep> steps) {
        if (from.equals(self)) return;
        if (!machines.containsKey(from) && machines.size() >= LINKS_MAX) return;
        machine(from, now).signal(signal, now, steps);
    }

    public void opened(PeerId peer, LinkAttempt attempt, Instant now, List<LinkStep> steps) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.opened(attempt, now, steps);
    }

    public void closed(PeerId peer, LinkAttempt attempt, String why, Instant now, List<LinkStep> steps) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.closed(attempt, why, now, steps);
    }

    /** The transport wants an open link made anew; the old one stays open until the new one is. */
    public void wornOut(PeerId peer, LinkAttempt attempt, Instant now, List<LinkStep> steps) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.wornOut(attempt, now, steps);
    }

    public void abandon(PeerId peer, String why, Instant now, List<LinkStep> steps) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.abandon(why, now, steps);
    }

    /** The attempt over which frames are sent; empty when none is open. */
    public Optional<LinkAttempt> openAttempt(PeerId peer) {
        LinkMachine machine = machines.get(peer);
        return machine != null && machine.isOpen() ? Optional.ofNullable(machine.current()) : Optional.empty();
    }

    /** Whether frames of this attempt count: of the one over which frames are sent, and of its predecessor for a while. */
    public boolean isOpen(PeerId peer, LinkAttempt attempt) {
        LinkMachine machine = machines.get(peer);
        return machine != null && machine.isOpen(attempt);
    }

    /** What stood against a link may be gone: a back-off ends now. */
    public void retrySoon(PeerId peer, Instant now) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.retrySoon(now);
    }

    /** The offer of an attempt is on its way. */
    public void offered(PeerId peer, LinkAttempt attempt, Instant now) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.offered(attempt, now);
    }

    /** The way of signals to a worker is new: what was sent on the old one may be lost. */
    public void startOver(PeerId peer, Instant now, List<LinkStep> steps) {
        LinkMachine machine = machines.get(peer);
        if (machine != null) machine.startOver(now, steps);
    }

    /** The workers to which there shall be a link, by id. */
    public List<PeerId> driven() {
        return List.copyOf(machines.keySet());
    }

    /** The workers to which a link is open, by id. */
    public List<PeerId> open() {
        List<PeerId> open = new ArrayList<>(machines.size());
        machines.forEach((peer, machine) -> {
            if (machine.isOpen()) open.add(peer);
        });
        return open;
    }

    /** Every link that is driven, by the peer's id. */
    public Map<PeerId, Progress> progress() {
        Map<PeerId, Progress> progress = new TreeMap<>();
        machines.forEach((peer, machine) -> progress.put(peer, switch (machine.state()) {
            case LinkState.Waiting waiting -> new Progress(false, false, waiting.attempts(), waiting.why());
            case LinkState.Offering offering -> new Progress(false, true, offering.attempts(), "connecting");
            case LinkState.Up _ -> new Progress(true, false, 0, "");
        }));
        return progress;
    }

    private LinkMachine machine(PeerId peer, Instant now) {
        @Nullable
        LinkMachine known = machines.get(peer);
        if (known != null) return known;
        var machine = new LinkMachine(self, peer, incarnation, policy, now);
        machines.put(peer, machine);
        return machine;
    }
}
