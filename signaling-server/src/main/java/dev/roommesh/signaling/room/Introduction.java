package dev.roommesh.signaling.room;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes the answer to a registration. Ten profiles at their limit are more than a message holds: then first what old
 * peers alone read is left out, then all but each worker's size.
 */
public final class Introduction {
    private final SignalCodec codec;
    private final Function<RoomId, Features> features;
    private final List<IceServer> iceServers;
    private final int leaseSeconds;

    /** @param features what is decided for a room now */
    public Introduction(SignalCodec codec, Function<RoomId, Features> features, List<IceServer> iceServers,
            Duration lease) {
        this.codec = codec;
        this.features = features;
        this.iceServers = List.copyOf(iceServers);
        this.leaseSeconds = Math.toIntExact(lease.toSeconds());
    }

    FromServer.Registered write(RoomId room, Member receiver, RoomView view, String ticket) {
        boolean old = receiver.part().isOld();
        // The office of one mesh is nothing to the other.
        Optional<PeerId> admin = old ? view.oldAdmin() : view.admin();
        List<ListedPeer> peers = view.workers().stream().filter(worker -> mayKnow(receiver, worker))
                .map(worker -> worker.listed(admin)).toList();
        Map<PeerId, Profile> profiles = new LinkedHashMap<>();
        peers.forEach(peer -> profiles.put(peer.peerId(), peer.metadata()));
        var head = new Head(room, receiver.peerId(), admin, old ? 0 : view.term(), ticket, features.apply(room));
        return Stream.of(listing(head, peers, profiles), listing(head, peers, Map.of())).filter(this::fits).findFirst()
                .orElseGet(() -> listing(head, peers.stream().map(Introduction::slim).toList(), Map.of()));
    }

    /** Workers link to all that are listed, so to those of their own mesh alone; clients may know of the others, too. */
    private static boolean mayKnow(Member receiver, Member worker) {
        if (worker.peerId().equals(receiver.peerId())) return false;
        if (!receiver.isWorker()) return true;
        return receiver.part().isOld() ? worker.part().isOldMesh() : worker.isMeshed();
    }

    private static ListedPeer slim(ListedPeer peer) {
        Profile size = Profile.EMPTY.with(Profile.GPU_MEMORY_MB,
                PropertyValue.of(peer.metadata().gpuMemoryMb()));
        return new ListedPeer(peer.peerId(), peer.role(), size, peer.isAdmin(), peer.joinSeq());
    }

    /** What all versions of one answer share. */
    private record Head(RoomId room, PeerId receiver, Optional<PeerId> admin, long term, String ticket,
            Features features) {}

    private boolean fits(FromServer.Registered written) {
        return codec.encode(written).getBytes(StandardCharsets.UTF_8).length <= Limits.SIGNAL_FRAME_BYTES_MAX;
    }

    private FromServer.Registered listing(Head head, List<ListedPeer> peers, Map<PeerId, Profile> profiles) {
        return new FromServer.Registered(head.room, head.receiver, peers, head.admin.orElse(null), head.term,
                head.features,
                iceServers, leaseSeconds, head.ticket, peers.stream().map(ListedPeer::peerId).toList(), profiles,
                iceServers);
    }
}
