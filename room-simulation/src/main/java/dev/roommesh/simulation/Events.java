package dev.roommesh.simulation;

import dev.roommesh.model.Epoch;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How often each thing happened in a room. */
final class Events {
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<PeerId, Mode> modes = new HashMap<>();
    private final Set<Epoch> epochs = new HashSet<>();

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    void handled(Input input, List<Effect> effects) {
        boolean throughNeighbour = input instanceof Input.Received received
                && received.message() instanceof MeshMessage.Relayed relayed
                && relayed.signal() instanceof LinkSignal.Answer;
        if (input instanceof Input.Received received) received(received);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Note note -> noted(note.conclusion());
                case Effect.Publish publish -> published(publish.view());
                case Effect.TakeAnswer _ when throughNeighbour -> count("LinkMadeThroughNeighbour");
                default -> {
                    // Frames are counted by the network.
                }
            }
        }
    }

    private void received(Input.Received received) {
        switch (received.message()) {
            case MeshMessage.Forwarded carried when !carried.origin().equals(received.peer()) -> count("Carried");
            case MeshMessage.Accepted _ -> count("ProposalAccepted");
            case MeshMessage.Outvoted _ -> count("OutvotedAdmin");
            default -> {
                // Too many.
            }
        }
    }

    private void noted(Conclusion conclusion) {
        count(conclusion.getClass().getSimpleName());
        if (conclusion instanceof Conclusion.Claimed claimed && claimed.caretaker()) count("ClaimedAsCaretaker");
    }

    private void published(RoomView view) {
        Mode before = modes.put(view.self(), view.mode());
        if (before != view.mode() && view.mode() == Mode.CARETAKER) count("CaretakerPhase");
        if (before != view.mode() && view.mode() == Mode.READ_ONLY) count("ReadOnlyPhase");
        if (epochs.add(view.epoch()) && epochs.size() > 1) count("EpochRolled");
    }

    Map<String, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }
}
