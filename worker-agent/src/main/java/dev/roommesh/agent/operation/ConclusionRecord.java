package dev.roommesh.agent.operation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes down what the member concluded, and from what: a line for people, a count for metrics. */
final class ConclusionRecord implements Consumer<Conclusion> {
    private static final Logger LOG = LoggerFactory.getLogger("room");

    private final MeterRegistry registry;
    private final PeerId self;
    private final String room;

    ConclusionRecord(MeterRegistry registry, PeerId self, String room) {
        this.registry = registry;
        this.self = self;
        this.room = room;
    }

    @Override
    public void accept(Conclusion conclusion) {
        registry.counter("roommesh.room.conclusions", "kind", kind(conclusion)).increment();
        boolean trouble = conclusion instanceof Conclusion.ChangeRefused
                || conclusion instanceof Conclusion.FrameRefused || conclusion instanceof Conclusion.Overslept;
        LOG.atLevel(trouble ? Level.WARN : Level.INFO).log("{} room={} peer={}", sentence(conclusion), room, self);
    }

    private static String kind(Conclusion conclusion) {
        return switch (conclusion) {
            case Conclusion.Founded _ -> "founded";
            case Conclusion.Claimed _ -> "claimed";
            case Conclusion.Followed _ -> "followed";
            case Conclusion.SteppedDown _ -> "stepped_down";
            case Conclusion.HandedOver _ -> "handed_over";
            case Conclusion.Admitted _ -> "admitted";
            case Conclusion.Removed _ -> "removed";
            case Conclusion.Died _ -> "died";
            case Conclusion.Recovered _ -> "recovered";
            case Conclusion.Overslept _ -> "overslept";
            case Conclusion.LinkUp _ -> "link_up";
            case Conclusion.LinkDown _ -> "link_down";
            case Conclusion.LinkFailed _ -> "link_failed";
            case Conclusion.ReservationBegan _ -> "reservation_began";
            case Conclusion.ReservationEnded _ -> "reservation_ended";
            case Conclusion.EpochBegun _ -> "epoch_begun";
            case Conclusion.ChangeRefused _ -> "change_refused";
            case Conclusion.FrameRefused _ -> "frame_refused";
        };
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
