package dev.roommesh.simulation;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.protocol.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The signaling server as members know it: it introduces, relays, and hints. */
final class SimulatedServer {
    private final VirtualTime time;
    private final SimulatedNetwork network;
    private final BiConsumer<PeerId, Input> deliver;
    private final Map<PeerId, ListedPeer> registered = new LinkedHashMap<>();
    private final Map<PeerId, Instant> lastArrival = new HashMap<>();
    private boolean up = true;
    private long joins;
    private @Nullable PeerId admin;
    private long adminTerm;

    SimulatedServer(VirtualTime time, SimulatedNetwork network, BiConsumer<PeerId, Input> deliver) {
        this.time = time;
        this.network = network;
        this.deliver = deliver;
    }

    boolean isUp() {
        return up;
    }

    void register(PeerId peer, Profile profile) {
        if (!up) return;
        boolean first = !registered.containsKey(peer);
        List<ListedPeer> others = new ArrayList<>(registered.values());
        others.removeIf(other -> other.peerId().equals(peer));
        var listed = new ListedPeer(peer, Role.WORKER, profile, false, ++joins);
        registered.put(peer, listed);
        later(peer, new Input.Registered(others, Optional.ofNullable(admin), adminTerm));
        if (first) others.forEach(other -> later(other.peerId(), new Input.PeerJoined(listed)));
    }

    /** A socket ended: by a crash, a cut, or on purpose. */
    void disconnect(PeerId peer, DepartureReason reason) {
        if (!up || registered.remove(peer) == null) return;
        if (peer.equals(admin)) admin = null;
        registered.keySet().forEach(other -> later(other, new Input.PeerLeft(peer, reason)));
    }

    void receive(PeerId from, FromPeer message) {
        if (!up || !registered.containsKey(from)) return;
        switch (message) {
            case FromPeer.MeshConnect connect -> relay(from, connect.targetPeerId(),
                    new LinkSignal.Offer(Objects.requireNonNull(connect.attempt()), connect.offer().sdp()));
            case FromPeer.MeshAnswer answer -> relay(from, answer.targetPeerId(),
                    new LinkSignal.Answer(Objects.requireNonNull(answer.attempt()), answer.answer().sdp()));
            case FromPeer.DialMe dial -> relay(from, dial.targetPeerId(), new LinkSignal.DialMe());
            case FromPeer.AdminElected elected -> elected(elected);
            case FromPeer.Leave _ -> disconnect(from, DepartureReason.LEFT);
            case FromPeer.Register _,FromPeer.UpdateMetadata _,FromPeer.Candidate _,FromPeer.QueryWorkers _,FromPeer.WorkerList _ -> {
                // Members of a simulated room do not say these.
            }
        }
    }

    private void elected(FromPeer.AdminElected elected) {
        if (elected.term() <= adminTerm) return;
        adminTerm = elected.term();
        admin = elected.adminPeerId();
        registered.keySet()
                .forEach(peer -> later(peer, new Input.AdminReported(elected.adminPeerId(), elected.term())));
    }

    private void relay(PeerId from, PeerId to, LinkSignal signal) {
        if (registered.containsKey(to)) later(to, new Input.Signaled(from, signal));
    }

    private void later(PeerId to, Input input) {
        // One socket keeps the order of what is sent.
        Instant arrival = time.now().plus(network.delay());
        Instant last = lastArrival.getOrDefault(to, arrival);
        if (arrival.isBefore(last)) arrival = last;
        lastArrival.put(to, arrival);
        time.at(arrival, () -> {
            if (up && registered.containsKey(to)) deliver.accept(to, input);
        });
    }

    /** Ends; whatever it knew is lost. */
    void crash() {
        up = false;
        List<PeerId> connected = List.copyOf(registered.keySet());
        registered.clear();
        admin = null;
        adminTerm = 0;
        connected.forEach(peer -> time.in(network.delay(), () -> deliver.accept(peer, new Input.SignalingLost())));
    }

    void start() {
        up = true;
    }
}
