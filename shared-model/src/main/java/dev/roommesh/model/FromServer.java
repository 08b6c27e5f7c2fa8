package dev.roommesh.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What the signaling server says to a peer. */
public sealed interface FromServer {
    /**
     * The answer to {@link FromPeer.Register}; {@code registered_auth} on the wire.
     *
     * @param peers the peers already in the room, the receiver left out
     * @param adminPeerId whom the server takes for the admin; null when it knows none
     * @param adminTerm the highest term that workers reported; 0 when none
     * @param features what is switched on for the room
     * @param leaseSeconds how long the registration stands after the last sign of life
     * @param ticket to be presented with the next registration
     * @param peerList for old peers: the ids of {@code peers} that are workers
     * @param peerMetadata for old peers: the metadata of those
     * @param meshIceServers for old peers: the same as {@code iceServers}
     * @param token to old peers alone: the room's, as they have shown it
     */
    record Registered(RoomId roomId, PeerId peerId, List<ListedPeer> peers, @Nullable PeerId adminPeerId,
            long adminTerm, Features features, List<IceServer> iceServers, int leaseSeconds, String ticket,
            List<PeerId> peerList, Map<PeerId, Profile> peerMetadata, List<IceServer> meshIceServers,
            @Nullable String token) implements FromServer {
        public Registered {
            peers = List.copyOf(peers);
            iceServers = List.copyOf(iceServers);
            peerList = List.copyOf(peerList);
            peerMetadata = Map.copyOf(peerMetadata);
            meshIceServers = List.copyOf(meshIceServers);
        }

        /** As a peer of ours is told. */
        public Registered(RoomId roomId, PeerId peerId, List<ListedPeer> peers, @Nullable PeerId adminPeerId,
                long adminTerm, Features features, List<IceServer> iceServers, int leaseSeconds, String ticket,
                List<PeerId> peerList, Map<PeerId, Profile> peerMetadata, List<IceServer> meshIceServers) {
            this(roomId, peerId, peers, adminPeerId, adminTerm, features, iceServers, leaseSeconds, ticket, peerList,
                    peerMetadata, meshIceServers, null);
        }

        public Registered withToken(String shown) {
            return new Registered(roomId, peerId, peers, adminPeerId, adminTerm, features, iceServers, leaseSeconds,
                    ticket, peerList, peerMetadata, meshIceServers, shown);
        }

        /** Tickets and tokens never reach a log. */
        @Override
        public String toString() {
            return "Registered[" + peerId + " in " + roomId + ", " + peers.size() + " others, admin " + adminPeerId
                    + "]";
        }
    }

    /** To an old worker, before its {@link Registered}: the office of the old workers' mesh is another's. */
    record AdminConflict(RoomId roomId, PeerId currentAdmin) implements FromServer {}

    record PeerJoined(ListedPeer peer) implements FromServer {}

    record PeerLeft(PeerId peerId, DepartureReason reason) implements FromServer {}

    /** What the server has decided for the room from now on. */
    record FeaturesChanged(Features features) implements FromServer {}

    record AdminChanged(PeerId adminPeerId, long adminTerm) implements FromServer {}

    /** @param metadata what the offering peer registered */
    record MeshOffer(PeerId fromPeerId, Sdp offer, @Nullable LinkAttempt attempt, @Nullable Profile metadata)
            implements
                FromServer {}

    record MeshAnswer(PeerId fromPeerId, Sdp answer, @Nullable LinkAttempt attempt) implements FromServer {}

    record Candidate(PeerId fromPeerId, IceCandidate candidate, @Nullable LinkAttempt attempt)
            implements
                FromServer {}

    record DialMe(PeerId fromPeerId) implements FromServer {}

    /** A client's question, to a worker. The id is the server's own, so that two clients may choose the same. */
    record QueryWorkers(RequestId requestId, Filters filters, int limit) implements FromServer {
        public WorkerQuery query() {
            return new WorkerQuery(filters, limit);
        }
    }

    /** The answer to a client's {@link FromPeer.QueryWorkers}, under the client's own id. */
    record WorkerList(RequestId requestId, WorkerAnswer answer) implements FromServer {}

    /**
     * Asks a worker to tell the server of the room from now on. The id is the server's own. Said again within
     * {@link Limits#WATCH_LEASE}, or the watch ends.
     */
    record WatchWorkers(RequestId requestId) implements FromServer {}

    /** Ends a worker's watch. */
    record UnwatchWorkers(RequestId requestId) implements FromServer {}

    /**
     * What has changed in the room that the receiver watches, under its own id; at least each
     * {@link Limits#WATCH_REPEAT_AFTER}, be it that nothing has.
     */
    record WatchUpdated(RequestId requestId, WatchUpdate update) implements FromServer {}

    /**
     * A client's wish, to a worker, which asks the worker that it chooses. The id is the server's own.
     *
     * @param clientPeerId for whom
     * @param ttlMs how long, in milliseconds, from when it is asked
     * @param workerPeerId this worker and no other; any that the filters admit where null
     */
    record ReserveWorker(RequestId requestId, PeerId clientPeerId, ReservationId reservationId, Filters filters,
            long ttlMs, @Nullable PeerId workerPeerId) implements FromServer {
        public ReserveWorker {
            Limits.requireReservationTtl(ttlMs);
        }
    }

    /** A client gives a worker back; to that worker, or to one that tells it. */
    record ReleaseWorker(RequestId requestId, ReservationId reservationId, PeerId workerPeerId)
            implements
                FromServer {}

    /**
     * The answer to a client's {@link FromPeer.ReserveWorker} or {@link FromPeer.ReleaseWorker}, under its own id.
     *
     * @param worker whom it is about; null where there is none
     * @param expiresInMs how long the reservation stands; 0 where there is none
     */
    record Reservation(RequestId requestId, ReservationOutcome outcome, @Nullable WorkerEntry worker,
            long expiresInMs) implements FromServer {
        public Reservation {
            Limits.requireGrant(outcome, worker, expiresInMs);
        }
    }

    /**
     * A client wants a data channel to this worker. The id is the server's own.
     *
     * @param reservationId under which it has the worker, for a job; null for questions
     */
    record OpenChannel(RequestId requestId, PeerId clientPeerId, @Nullable ReservationId reservationId, Sdp offer)
            implements
                FromServer {}

    /**
     * The answer to a client's {@link FromPeer.OpenChannel}, under its own id.
     *
     * @param answer null where there is none
     */
    record ChannelAnswer(RequestId requestId, ChannelOutcome outcome, @Nullable Sdp answer) implements FromServer {
        public ChannelAnswer {
            Limits.requireAnswer(outcome, answer);
        }
    }

    /** Somebody who may do so wants a dead worker off the roster; to the admin, under an id of the server's own. */
    record ForgetWorker(RequestId requestId, PeerId workerPeerId) implements FromServer {}

    /** The answer to {@link FromPeer.ForgetWorker}, under the asker's own id. */
    record WorkerForgotten(RequestId requestId, ForgetOutcome outcome) implements FromServer {}

    /**
     * The answer to {@link FromPeer.DiscoverPeers}.
     *
     * @param toPeerId who asked
     * @param count of {@code peers}
     */
    record PeerList(PeerId toPeerId, List<FoundPeer> peers, int count) implements FromServer {
        public PeerList {
            peers = List.copyOf(peers);
        }
    }

    /** A client's {@link FromPeer.PeerOffer}, to a worker, old or ours. */
    record PeerOffer(PeerId sender, PeerId target, String sdp, Map<String, JsonText> more) implements FromServer {
        public PeerOffer {
            Limits.requireSdp(sdp);
            more = JsonText.fields(more);
        }
    }

    /** A {@link FromPeer.PeerAnswer}. */
    record PeerAnswer(PeerId sender, PeerId target, String sdp, Map<String, JsonText> more) implements FromServer {
        public PeerAnswer {
            Limits.requireSdp(sdp);
            more = JsonText.fields(more);
        }
    }

    /** A {@link FromPeer.PeerCandidate}. */
    record PeerCandidate(PeerId sender, PeerId target, JsonText candidate, Map<String, JsonText> more)
            implements
                FromServer {
        public PeerCandidate {
            more = JsonText.fields(more);
        }
    }

    /** A {@link FromPeer.PeerMessage}, to old peers. */
    record PeerMessage(PeerId fromPeerId, PeerId toPeerId, JsonText payload) implements FromServer {}

    /** The server is alive; no answer is expected. */
    record Ping() implements FromServer {}

    /** The answer to {@link FromPeer.UpdateMetadata}. */
    record MetadataUpdated(PeerId peerId, Profile metadata) implements FromServer {}

    /**
     * What was refused, and what to do.
     *
     * @param reason for old peers: the same sentence
     * @param message one sentence with the remedy
     * @param requestId of the query that cannot be answered
     * @param retryAfterMs when to try again
     * @param more what else an old peer is told
     */
    record Refused(ErrorCode code, String reason, String message, @Nullable RequestId requestId,
            @Nullable Long retryAfterMs, Map<String, JsonText> more) implements FromServer {
        public Refused {
            more = JsonText.fields(more);
        }

        public Refused(ErrorCode code, String reason, String message, @Nullable RequestId requestId,
                @Nullable Long retryAfterMs) {
            this(code, reason, message, requestId, retryAfterMs, Map.of());
        }

        public static Refused of(ErrorCode code, String message) {
            return new Refused(code, message, message, null, null);
        }
    }
}
