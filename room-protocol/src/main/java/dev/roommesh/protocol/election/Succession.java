package dev.roommesh.protocol.election;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the acting admin hands its office to a better member: after that one has been ready for a while, which doubles
 * each time that the same member has lost the office lately (DESIGN 6.5). The memory is the admin's, and bounded by the
 * room.
 */
public final class Succession {
    private final Duration wait;
    private final Duration waitMax;
    private final Map<PeerId, Loss> losses = new HashMap<>();
    private @Nullable PeerId ready;
    private Instant readySince = Instant.MIN;

    private record Loss(int times, Instant last) {}

    public Succession(Duration wait, Duration waitMax) {
        this.wait = wait;
        this.waitMax = waitMax;
    }

    /** A member lost the office without giving it away. */
    public void lost(PeerId admin, Instant now) {
        losses.merge(admin, new Loss(1, now), (before, _) -> new Loss(before.times() + 1, now));
    }

    /** How long a member must be ready before it gets the office. */
    Duration waitFor(PeerId member, Instant now) {
        Loss loss = losses.get(member);
        if (loss == null) return wait;
        if (loss.last().isBefore(now.minus(waitMax.multipliedBy(2)))) {
            losses.remove(member);
            return wait;
        }
        Duration longer = wait.multipliedBy(1L << Math.min(loss.times(), 20));
        return longer.compareTo(waitMax) < 0 ? longer : waitMax;
    }

    /**
     * The better member that is ready now, if there is one.
     *
     * @return it, once it has been ready for long enough
     */
    public Optional<PeerId> heir(Optional<PeerId> better, Instant now) {
        if (better.isEmpty()) {
            ready = null;
            return Optional.empty();
        }
        if (!better.get().equals(ready)) {
            ready = better.get();
            readySince = now;
        }
        return readySince.plus(waitFor(better.get(), now)).isAfter(now) ? Optional.empty() : better;
    }
}
