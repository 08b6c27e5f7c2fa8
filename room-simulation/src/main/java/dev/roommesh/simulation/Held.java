package dev.roommesh.simulation;

import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Which roster each member holds, as can be seen from outside: what it published, or took over since. */
final class Held {
    private final Map<PeerId, Roster> rosters = new HashMap<>();

    Roster of(PeerId peer) {
        return rosters.getOrDefault(peer, Roster.NONE);
    }

    void ended(PeerId peer) {
        rosters.remove(peer);
    }

    void handling(PeerId peer, Input input, Instant now) {
        if (!(input instanceof Input.Received received)) return;
        switch (received.message()) {
            case MeshMessage.RosterUpdate update -> adopt(peer, update.roster(), now);
            case MeshMessage.Propose propose when propose.proposal().ballot().peer().equals(received.peer()) ->
                adopt(peer, propose.before(), now);
            default -> {
                // Nothing else brings a roster.
            }
        }
    }

    private void adopt(PeerId peer, Roster roster, Instant now) {
        boolean plausible = roster.term() <= now.getEpochSecond() + Limits.TERM_AHEAD_SECONDS_MAX;
        if (plausible && roster.at().isNewerThan(of(peer).at())) rosters.put(peer, roster);
    }

    void wrote(PeerId peer, Roster roster) {
        rosters.put(peer, roster);
    }

    void published(RoomView view) {
        rosters.put(view.self(), view.roster());
    }
}
