package dev.roommesh.simulation;

import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server has told one member of who is connected to it; who said itself that it leaves is gone, too. */
final class ServerTold {
    /** A server that has just begun lists few. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final Set<PeerId> present = new HashSet<>();
    private final Set<PeerId> left = new HashSet<>();
    private @Nullable Instant since;

    void handling(Input input, Instant now) {
        switch (input) {
            case Input.Registered registered -> {
                clear();
                since = now;
                registered.peers().stream().map(ListedPeer::peerId).forEach(present::add);
            }
            case Input.SignalingLost _ -> clear();
            case Input.PeerJoined joined -> present.add(joined.peer().peerId());
            case Input.PeerLeft gone -> {
                present.remove(gone.peer());
                left.add(gone.peer());
            }
            case Input.Received received when received.message() instanceof MeshMessage.Leaving -> {
                present.remove(received.peer());
                left.add(received.peer());
            }
            default -> {
                // Not the server's.
            }
        }
    }

    private void clear() {
        since = null;
        present.clear();
        left.clear();
    }

    boolean isGone(PeerId peer, Instant now) {
        if (since == null || present.contains(peer)) return false;
        return left.contains(peer) || since.plus(SETTLING).isBefore(now);
    }
}
