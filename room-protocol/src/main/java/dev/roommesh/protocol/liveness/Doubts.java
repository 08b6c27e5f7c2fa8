package dev.roommesh.protocol.liveness;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Members that a hint put in doubt: each is probed three times, and gave no sign if no frame of it came meanwhile; what
 * arrives before the second probe may have been under way when it died. A hint alone never kills (DESIGN 6.3).
 */
public final class Doubts {
    /** Probes of one doubted member. */
    static final int PROBES = 3;
    /** A measured round trip shortens the time for the probes, but not below this. */
    static final Duration SPREAD_MIN = Duration.ofMillis(150);

    /** For what may be no more than a lost packet: SCTP sends it again after some 100 ms, then after twice as long. */
    static final Duration WEAK_SPREAD = Duration.ofMillis(1_500);

    private final Duration spread;
    private final Map<PeerId, Doubt> doubts = new TreeMap<>();

    private record Doubt(Instant since, int probesSent, Duration spread) {
        Instant nextProbe() {
            return since.plus(spread.multipliedBy(probesSent).dividedBy(PROBES));
        }
    }

    public Doubts(Duration spread) {
        this.spread = spread;
    }

    /** @param roundTrips four measured round trips to the peer, or more than the usual time where none was measured */
    public void raise(PeerId peer, Duration roundTrips, Instant now) {
        Duration within = roundTrips.compareTo(spread) < 0 ? roundTrips : spread;
        if (within.compareTo(SPREAD_MIN) < 0) within = SPREAD_MIN;
        Doubt before = doubts.get(peer);
        if (before == null || before.spread().equals(WEAK_SPREAD)) doubts.put(peer, new Doubt(now, 0, within));
    }

    /** A hint that a lossy network gives, too; a strong one shortens the time. */
    public void raiseWeak(PeerId peer, Instant now) {
        doubts.putIfAbsent(peer, new Doubt(now, 0, WEAK_SPREAD));
    }

    public void clear() {
        doubts.clear();
    }

    /** Those to be probed now, and those that gave no sign. */
    public record Outcome(List<PeerId> probe, List<PeerId> gaveNoSign) {}

    /** @param lastDirect when the last frame came from a peer */
    public Outcome due(Function<PeerId, Instant> lastDirect, Instant now) {
        if (doubts.isEmpty()) return new Outcome(List.of(), List.of());
        List<PeerId> probe = new ArrayList<>();
        List<PeerId> gaveNoSign = new ArrayList<>();
        Iterator<Map.Entry<PeerId, Doubt>> each = doubts.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<PeerId, Doubt> entry = each.next();
            Doubt doubt = entry.getValue();
            if (lastDirect.apply(entry.getKey()).isAfter(doubt.since().plus(doubt.spread().dividedBy(PROBES)))) {
                each.remove();
            } else if (!now.isBefore(doubt.since().plus(doubt.spread()))) {
                gaveNoSign.add(entry.getKey());
                each.remove();
            } else if (doubt.probesSent() < PROBES && !now.isBefore(doubt.nextProbe())) {
                probe.add(entry.getKey());
                entry.setValue(new Doubt(doubt.since(), doubt.probesSent() + 1, doubt.spread()));
            }
        }
        return new Outcome(probe, gaveNoSign);
    }
}
