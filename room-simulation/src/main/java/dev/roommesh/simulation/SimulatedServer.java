package dev.roommesh.simulation;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The signaling server as members know it: it admits, introduces, relays, and hints (DESIGN 4). */
final class SimulatedServer {
    /** For so long after its start a server that does not know the room lets in ticket holders alone. */
    static final Duration TICKETS_ONLY = Duration.ofSeconds(30);
    /** A registration whose socket is silent for so long is over. */
    static final Duration LEASE = Duration.ofSeconds(45);

    private final VirtualTime time;
    private final SimulatedNetwork network;
    private final BiConsumer<PeerId, Input> deliver;
    private final Map<PeerId, ListedPeer> registered = new LinkedHashMap<>();
    /** Registrations of before a restart, on no socket; only a server that kept its memory has them. */
    private final Map<PeerId, Instant> ghosts = new HashMap<>();
    private final Map<PeerId, Long> sockets = new HashMap<>();
    /** Whose socket brings nothing any more, while it is still taken for alive. */
    private final Set<PeerId> severed = new HashSet<>();
    private final Map<PeerId, Instant> lastArrival = new HashMap<>();
    private final Map<RequestId, ForgetOutcome> forgotten = new HashMap<>();
    private boolean up = true;
    private boolean knowsRoom = true;
    private Instant ticketsOnlyUntil = Instant.MIN;
    private long joins;
    private @Nullable PeerId admin;
    private long adminTerm;
    private boolean vacant = true;

    /** What became of a registration. */
    enum Reply {
        REGISTERED, RETRY_LATER, ROOM_FULL
    }

    SimulatedServer(VirtualTime time, SimulatedNetwork network, BiConsumer<PeerId, Input> deliver) {
        this.time = time;
        this.network = network;
        this.deliver = deliver;
    }

    /** Whether it is up again and believes in a worker that is gone: that one's lease runs. */
    boolean believesInOthersThan(Set<PeerId> running) {
        return up && !running.containsAll(ghosts.keySet());
    }

    boolean isUp() {
        return up;
    }

    /** @param follows the admin that the worker follows, if any, with its term */
    Reply register(PeerId peer, Profile profile, boolean ticket, Optional<PeerId> follows, long term) {
        if (!up) return Reply.RETRY_LATER;
        if (!knowsRoom && !ticket && time.now().isBefore(ticketsOnlyUntil)) return Reply.RETRY_LATER;
        List<ListedPeer> others = new ArrayList<>(registered.values());
        others.removeIf(other -> other.peerId().equals(peer));
        if (others.size() >= Limits.ROOM_WORKERS_MAX) return Reply.ROOM_FULL;
        follows.ifPresent(followed -> reported(followed, term));
        var listed = new ListedPeer(peer, Role.WORKER, profile, false, ++joins);
        registered.put(peer, listed);
        sockets.put(peer, joins);
        ghosts.remove(peer);
        severed.remove(peer);
        later(peer, new Input.Registered(others, vacant ? Optional.empty() : Optional.ofNullable(admin), adminTerm));
        others.forEach(other -> later(other.peerId(), new Input.PeerJoined(listed)));
        return Reply.REGISTERED;
    }

    /** The socket on which the peer is registered. */
    long socket(PeerId peer) {
        return sockets.getOrDefault(peer, 0L);
    }

    /** Whether its socket brings nothing any more. */
    boolean isSevered(PeerId peer) {
        return severed.contains(peer);
    }

    /** The way to the peer is cut: what is sent to it until it registers anew is lost, and nobody knows yet. */
    void sever(PeerId peer) {
        severed.add(peer);
    }

    /** A socket ended, by a crash or a cut; if the peer has registered anew, nothing changes. */
    void disconnect(PeerId peer, long socket, DepartureReason reason) {
        if (socket(peer) == socket) disconnect(peer, reason);
    }

    private void disconnect(PeerId peer, DepartureReason reason) {
        if (!up || registered.remove(peer) == null) return;
        if (peer.equals(admin)) vacant = true;
        registered.keySet().forEach(other -> later(other, new Input.PeerLeft(peer, reason)));
    }

    boolean has(PeerId peer) {
        return up && registered.containsKey(peer) && !ghosts.containsKey(peer);
    }

    void receive(PeerId from, FromPeer message) {
        if (!has(from) || severed.contains(from)) return;
        switch (message) {
            case FromPeer.MeshConnect connect -> relay(from, connect.targetPeerId(),
                    new LinkSignal.Offer(Objects.requireNonNull(connect.attempt()), connect.offer().sdp()));
            case FromPeer.MeshAnswer answer -> relay(from, answer.targetPeerId(),
                    new LinkSignal.Answer(Objects.requireNonNull(answer.attempt()), answer.answer().sdp()));
            case FromPeer.DialMe dial -> relay(from, dial.targetPeerId(), new LinkSignal.DialMe());
            case FromPeer.AdminElected elected -> reported(elected.adminPeerId(), elected.term());
            case FromPeer.Leave _ -> disconnect(from, DepartureReason.LEFT);
            case FromPeer.WorkerForgotten answer -> forgotten.put(answer.requestId(), answer.outcome());
            case FromPeer.Register _,FromPeer.UpdateMetadata _,FromPeer.Candidate _,FromPeer.QueryWorkers _,FromPeer.DiscoverPeers _,FromPeer.WorkerList _,FromPeer.WatchWorkers _,FromPeer.UnwatchWorkers _,FromPeer.WatchUpdated _,FromPeer.ReserveWorker _,FromPeer.ReleaseWorker _,FromPeer.Reservation _,FromPeer.OpenChannel _,FromPeer.ChannelAnswer _,FromPeer.ForgetWorker _,FromPeer.RegisterAccount _,FromPeer.PeerOffer _,FromPeer.PeerAnswer _,FromPeer.PeerCandidate _,FromPeer.PeerMessage _,FromPeer.PeerError _ -> {
                // Members of a simulated room do not say these.
            }
        }
    }

    /** What a worker has answered to a wish that another one be forgotten. */
    Optional<ForgetOutcome> outcomeOf(RequestId request) {
        return Optional.ofNullable(forgotten.get(request));
    }

    private void reported(PeerId reported, long term) {
        boolean returned = vacant && term == adminTerm && reported.equals(admin);
        if (term <= adminTerm && !returned) return;
        adminTerm = term;
        admin = reported;
        vacant = false;
        registered.keySet().forEach(peer -> later(peer, new Input.AdminReported(reported, term)));
    }

    private void relay(PeerId from, PeerId to, LinkSignal signal) {
        if (has(to)) later(to, new Input.Signaled(from, signal));
    }

    private void later(PeerId to, Input input) {
        // One socket keeps the order of what is sent.
        Instant arrival = time.now().plus(network.delay());
        Instant last = lastArrival.getOrDefault(to, arrival);
        if (arrival.isBefore(last)) arrival = last;
        lastArrival.put(to, arrival);
        long socket = socket(to);
        time.at(arrival, () -> {
            if (has(to) && socket == socket(to) && !severed.contains(to)) deliver.accept(to, input);
        });
    }

    /** Ends. What it knew is lost, or is there again after its start: then it believes in the old leases for a while. */
    void crash(boolean keepsMemory) {
        if (!up) return;
        up = false;
        List<PeerId> connected = registered.keySet().stream().filter(peer -> !ghosts.containsKey(peer)).toList();
        Instant leasesEnd = time.now().plus(LEASE);
        if (keepsMemory) {
            connected.forEach(peer -> ghosts.put(peer, leasesEnd));
        } else {
            registered.clear();
            ghosts.clear();
            admin = null;
            adminTerm = 0;
            vacant = true;
            knowsRoom = false;
        }
        connected.forEach(peer -> time.in(network.delay(), () -> deliver.accept(peer, new Input.SignalingLost())));
    }

    void start() {
        if (up) return;
        up = true;
        ticketsOnlyUntil = time.now().plus(TICKETS_ONLY);
        if (ghosts.isEmpty()) return;
        time.in(LEASE, () -> {
            for (PeerId ghost : List.copyOf(ghosts.keySet())) {
                if (ghosts.getOrDefault(ghost, Instant.MAX).isAfter(time.now())) continue;
                ghosts.remove(ghost);
                disconnect(ghost, DepartureReason.LEASE_EXPIRED);
            }
        });
    }
}
