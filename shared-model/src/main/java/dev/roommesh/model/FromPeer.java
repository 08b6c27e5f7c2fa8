package dev.roommesh.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says to the signaling server. The sender is the peer registered on the socket; no message names it, but
 * for {@link Register}, which binds it.
 */
public sealed interface FromPeer {
    /**
     * Binds the socket to a peer of a room. Safe to repeat; the newest registration of a peer stands.
     *
     * @param token of the room
     * @param role {@link Role#PEER} where null
     * @param metadata empty where null
     * @param incarnation number of a worker's process
     * @param ticket from an earlier registration: its holder never counts twice, and is let in after a restart
     * @param adminPeerId whom the worker follows now
     * @param adminTerm in which term
     * @param registry false for a worker that takes no part in the room's own registry: others do not link to it, and
     *         the server answers for it; true where null
     * @param idToken of old peers alone: what {@code /anonymous-signin} gave them, under whose name they register
     * @param isAdmin of old workers that have a mesh alone: whether the sender wants that mesh's office
     */
    record Register(PeerId peerId, RoomId roomId, String token, @Nullable Role role, @Nullable Profile metadata,
            @Nullable Long incarnation, @Nullable String ticket, @Nullable PeerId adminPeerId,
            @Nullable Long adminTerm, @Nullable Boolean registry, @Nullable String idToken,
            @Nullable Boolean isAdmin) implements FromPeer {
        public Register {
            requireToken(token);
            if (ticket != null) requireToken(ticket);
            if (idToken != null) requireToken(idToken);
        }

        /** As a peer of ours says it. */
        public Register(PeerId peerId, RoomId roomId, String token, @Nullable Role role, @Nullable Profile metadata,
                @Nullable Long incarnation, @Nullable String ticket, @Nullable PeerId adminPeerId,
                @Nullable Long adminTerm, @Nullable Boolean registry) {
            this(peerId, roomId, token, role, metadata, incarnation, ticket, adminPeerId, adminTerm, registry, null,
                    null);
        }

        /** Tokens never reach a log. */
        @Override
        public String toString() {
            return "Register[" + peerId + " in " + roomId + " as " + role + "]";
        }
    }

    /**
     * A {@code register} of an old peer that shows an account's key or token in the place of a room's.
     *
     * @param apiKey null where it shows the other
     * @param jwt null where it shows the other
     */
    record RegisterAccount(@Nullable String apiKey, @Nullable String jwt) implements FromPeer {
        /** Keys never reach a log. */
        @Override
        public String toString() {
            return "RegisterAccount";
        }
    }

    /** The sender's metadata from now on, whole; of an old peer, what has changed of it. */
    record UpdateMetadata(Profile metadata) implements FromPeer {}

    /** The offer of a link. */
    record MeshConnect(PeerId targetPeerId, Sdp offer, @Nullable LinkAttempt attempt) implements FromPeer {}

    record MeshAnswer(PeerId targetPeerId, Sdp answer, @Nullable LinkAttempt attempt) implements FromPeer {}

    record Candidate(PeerId targetPeerId, IceCandidate candidate, @Nullable LinkAttempt attempt)
            implements
                FromPeer {}

    /** Asks a worker with a greater id to dial the sender. */
    record DialMe(PeerId targetPeerId) implements FromPeer {}

    /**
     * Asks which workers there are.
     *
     * @param filters none where null
     * @param limit as many as an answer holds where null
     */
    record QueryWorkers(RequestId requestId, @Nullable Filters filters, @Nullable Integer limit)
            implements
                FromPeer {
        public QueryWorkers {
            if (limit != null && (limit < 1 || limit > Limits.ANSWER_WORKERS_MAX)) {
                throw new IllegalArgumentException("limit is 1 to " + Limits.ANSWER_WORKERS_MAX);
            }
        }

        public WorkerQuery query() {
            return new WorkerQuery(filters == null ? Filters.NONE : filters,
                    limit == null ? Limits.ANSWER_WORKERS_MAX : limit);
        }
    }

    /**
     * How old clients ask which peers there are; answered from what is registered with {@link FromServer.PeerList}.
     *
     * @param filters none where null
     */
    record DiscoverPeers(@Nullable PeerFilters filters) implements FromPeer {}

    /** A worker's answer to the {@link FromServer.QueryWorkers} of this id. */
    record WorkerList(RequestId requestId, WorkerAnswer answer) implements FromPeer {}

    /**
     * Asks to be told of the room's workers from now on, with {@link FromServer.WatchUpdated}: all of them, so that any
     * question can be answered from that. A connection has one watch; a newer one takes its place.
     */
    record WatchWorkers(RequestId requestId) implements FromPeer {}

    /** Ends the watch of this id; any other id changes nothing. */
    record UnwatchWorkers(RequestId requestId) implements FromPeer {}

    /** A worker tells what the server asked it to watch with the {@link FromServer.WatchWorkers} of this id. */
    record WatchUpdated(RequestId requestId, WatchUpdate update) implements FromPeer {}

    /**
     * Asks for a worker that nobody else gets meanwhile; answered with {@link FromServer.Reservation}. Safe to repeat: a
     * reservation of this id that stands is renewed.
     *
     * @param filters none where null
     * @param ttlMs how long, in milliseconds, from when it is asked; {@link Limits#RESERVATION_TTL_MIN} to
     * {@link Limits#RESERVATION_TTL_MAX}
     * @param workerPeerId this worker and no other; any that the filters admit where null
     */
    record ReserveWorker(RequestId requestId, ReservationId reservationId, @Nullable Filters filters, long ttlMs,
            @Nullable PeerId workerPeerId) implements FromPeer {
        public ReserveWorker {
            Limits.requireReservationTtl(ttlMs);
        }

        public Filters wanted() {
            return filters == null ? Filters.NONE : filters;
        }
    }

    /** Gives a reserved worker back; answered with {@link FromServer.Reservation}. Safe to repeat. */
    record ReleaseWorker(RequestId requestId, ReservationId reservationId, PeerId workerPeerId) implements FromPeer {}

    /**
     * A worker's answer to the {@link FromServer.ReserveWorker} or {@link FromServer.ReleaseWorker} of this id.
     *
     * @param worker whom it is about; null where there is none
     * @param expiresInMs how long the reservation stands; 0 where there is none
     */
    record Reservation(RequestId requestId, ReservationOutcome outcome, @Nullable WorkerEntry worker,
            long expiresInMs) implements FromPeer {
        public Reservation {
            Limits.requireGrant(outcome, worker, expiresInMs);
        }
    }

    /**
     * Asks a worker for a data channel; answered with {@link FromServer.ChannelAnswer}. The offer has all candidates.
     *
     * @param reservationId under which the sender has reserved the worker, for a job; null for questions
     */
    record OpenChannel(RequestId requestId, PeerId workerPeerId, @Nullable ReservationId reservationId, Sdp offer)
            implements
                FromPeer {}

    /**
     * A worker's answer to the {@link FromServer.OpenChannel} of this id, with all candidates.
     *
     * @param answer null where there is none
     */
    record ChannelAnswer(RequestId requestId, ChannelOutcome outcome, @Nullable Sdp answer) implements FromPeer {
        public ChannelAnswer {
            Limits.requireAnswer(outcome, answer);
        }
    }

    /**
     * Asks the room's admin to take a worker that is dead off the roster now; answered with
     * {@link FromServer.WorkerForgotten}. Safe to repeat.
     */
    record ForgetWorker(RequestId requestId, PeerId workerPeerId) implements FromPeer {}

    /** A worker's answer to the {@link FromServer.ForgetWorker} of this id. */
    record WorkerForgotten(RequestId requestId, ForgetOutcome outcome) implements FromPeer {}

    /**
     * The offer of a connection between a client and a worker, as old peers make it; {@code offer} on the wire. The server
     * does not look inside, and whom it is for hears it as {@link FromServer.PeerOffer}.
     *
     * @param sdp with all candidates
     * @param more all other fields
     */
    record PeerOffer(PeerId target, String sdp, Map<String, JsonText> more) implements FromPeer {
        public PeerOffer {
            Limits.requireSdp(sdp);
            more = JsonText.fields(more);
        }
    }

    /** The answer to a {@link FromServer.PeerOffer}, to its sender; {@code answer} on the wire. */
    record PeerAnswer(PeerId target, String sdp, Map<String, JsonText> more) implements FromPeer {
        public PeerAnswer {
            Limits.requireSdp(sdp);
            more = JsonText.fields(more);
        }
    }

    /**
     * An address for such a connection; {@code candidate} on the wire. Browsers send them, and no old program does.
     *
     * @param candidate as the sender's library writes it
     */
    record PeerCandidate(PeerId target, JsonText candidate, Map<String, JsonText> more) implements FromPeer {
        public PeerCandidate {
            more = JsonText.fields(more);
        }
    }

    /** What old peers tell one another about jobs. */
    record PeerMessage(PeerId toPeerId, JsonText payload) implements FromPeer {}

    /**
     * An old worker refuses what a client wants; {@code error} on the wire.
     *
     * @param target the client
     * @param reason a word, or null
     * @param message a sentence, or null
     * @param more all other fields
     */
    record PeerError(PeerId target, @Nullable String reason, @Nullable String message, Map<String, JsonText> more)
            implements
                FromPeer {
        public PeerError {
            more = JsonText.fields(more);
        }
    }

    /** Whom the sender follows, in which term. The server keeps the highest term. */
    record AdminElected(PeerId adminPeerId, long term) implements FromPeer {
        public AdminElected {
            if (term < 0 || term > Limits.TERM_MAX)
                throw new IllegalArgumentException(
                        "a term is 0 to " + Limits.TERM_MAX);
        }
    }

    /** The sender leaves the room on purpose. */
    record Leave() implements FromPeer {}

    private static void requireToken(String token) {
        if (token.length() > Limits.TOKEN_CHARS_MAX)
            throw new IllegalArgumentException(
                    "a token has at most " + Limits.TOKEN_CHARS_MAX + " characters");
    }
}
