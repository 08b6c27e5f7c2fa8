package dev.roommesh.agent.operation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes down what the member concluded, and from what: a line for people, a count for metrics. */
final class ConclusionRecord implements Consumer<Conclusion> {
    private static final Logger LOG = LoggerFactory.getLogger("room");

    private final Map<Class<?>, Counter> counters = new HashMap<>();
    private final PeerId self;
    private final String room;

    /** Every kind is there from the start, so that the increase of it can be asked for. */
    ConclusionRecord(MeterRegistry registry, PeerId self, String room) {
        for (Class<?> kind : Conclusion.class.getPermittedSubclasses())
            counters.put(kind, registry.counter("roommesh.room.conclusions", "kind", kind(kind)));
        this.self = self;
        this.room = room;
    }

    @Override
    public void accept(Conclusion conclusion) {
        Objects.requireNonNull(counters.get(conclusion.getClass())).increment();
        boolean trouble = conclusion instanceof Conclusion.ChangeRefused
                || conclusion instanceof Conclusion.FrameRefused || conclusion instanceof Conclusion.Overslept;
        LOG.atLevel(trouble ? Level.WARN : Level.INFO).log("{} room={} peer={}", sentence(conclusion), room, self);
    }

    /** The name of the record, as a label is written. */
    private static String kind(Class<?> conclusion) {
        return conclusion.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String sentence(Conclusion conclusion) {
        return switch (conclusion) {
            case Conclusion.Founded founded ->
                "Founded the room with " + founded.workers() + " workers, term " + founded.term();
            case Conclusion.Claimed claimed when claimed.ground() == Conclusion.Ground.HAND_OVER ->
                "Took the office in term " + claimed.term() + ", which it was given";
            case Conclusion.Claimed claimed -> "Took the office in term " + claimed.term() + ": " + claimed.answered()
                    + " of " + claimed.rosterSize() + " answered" + (claimed.caretaker() ? ", as caretaker" : "");
            case Conclusion.Followed followed -> "Follows " + followed.admin() + " of term " + followed.term();
            case Conclusion.SteppedDown down -> "Gave up the office of term " + down.term() + ": " + down.why();
            case Conclusion.HandedOver given ->
                "Handed the office to the better " + given.to() + ", term " + given.term();
            case Conclusion.Admitted admitted -> "Admitted " + admitted.peer() + ", roster " + admitted.roster();
            case Conclusion.Removed removed ->
                "Removed " + removed.peer() + ", roster " + removed.roster() + ": " + removed.why();
            case Conclusion.Died died -> "Takes " + died.peer() + " for dead: " + died.why();
            case Conclusion.Recovered recovered -> "Hears " + recovered.peer() + " again";
            case Conclusion.Overslept overslept ->
                "Stood still for " + overslept.millis() + " ms and listens anew";
            case Conclusion.LinkUp up -> "Link to " + up.peer() + " open after " + up.attempts() + " attempts";
            case Conclusion.LinkDown down -> "Link to " + down.peer() + " lost: " + down.why();
            case Conclusion.LinkFailed failed ->
                "Attempt " + failed.attempts() + " at a link to " + failed.peer() + " failed: " + failed.why();
            case Conclusion.ReservationBegan began ->
                "Reserved for " + began.client() + " for " + began.ttl().toMillis() + " ms";
            case Conclusion.ReservationEnded ended -> "Reserved no more: " + ended.why();
            case Conclusion.EpochBegun begun ->
                "The document goes on in epoch " + begun.term() + "." + begun.number() + ", its old history is gone";
            case Conclusion.ChangeRefused refused -> "Refused a change from " + refused.from() + ": " + refused.why();
            case Conclusion.FrameRefused refused -> "Refused a frame from " + refused.from() + ": " + refused.why();
        };
    }
}
