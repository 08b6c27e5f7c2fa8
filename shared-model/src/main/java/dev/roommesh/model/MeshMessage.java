package dev.roommesh.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** What one worker says to another over a data channel. The sender is the link's peer, whatever a message claims. */
public sealed interface MeshMessage {
    /**
     * Proof of life, and all that the election and the document's repair need to know of the sender.
     *
     * @param sequence grows by one with each heartbeat of this incarnation
     * @param incarnation number of the sender's process, growing
     * @param nextInMillis when the next heartbeat is due, 1 to 60,000
     * @param term the highest term that the sender follows; 0 before the first
     * @param admin the admin of that term
     * @param acting whether the sender may act as admin at this moment
     * @param roster the version of the roster that the sender holds
     * @param epoch the history of the document that the sender writes in
     * @param vectorDigest {@link VersionVector#digest()} of its document
     * @param hears the peers from whom a frame came to the sender directly within their deadline
     */
    record Heartbeat(long sequence, long incarnation, int nextInMillis, long term, @Nullable PeerId admin,
            boolean acting, RosterVersion roster, Epoch epoch, long vectorDigest,
            Set<PeerId> hears) implements MeshMessage {
        public Heartbeat {
            hears = listed(hears);
            requireTerm(term);
            requireInterval(nextInMillis);
        }

        /** Whether an earlier one of the same sender said the same, but for its number and the digest of its document. */
        public boolean saysTheSame(Heartbeat earlier) {
            return incarnation == earlier.incarnation && nextInMillis == earlier.nextInMillis && term == earlier.term
                    && Objects.equals(admin, earlier.admin) && acting == earlier.acting
                    && roster.equals(earlier.roster) && epoch.equals(earlier.epoch) && hears.equals(earlier.hears);
        }
    }

    /** Tells the admin that its heartbeat of this number arrived: the lease by which it may act. */
    record BeatEcho(long term, long sequence) implements MeshMessage {
        public BeatEcho {
            requireTerm(term);
        }
    }

    /** Another worker's heartbeat set, passed on to where its own link is missing; newest sequence stands. */
    record Vouch(PeerId origin, long incarnation, long sequence, int nextInMillis, Set<PeerId> hears)
            implements
                MeshMessage {
        public Vouch {
            hears = listed(hears);
            requireInterval(nextInMillis);
        }
    }

    /** Asks for a {@link ProbeReply} at once. */
    record Probe(long nonce) implements MeshMessage {}

    /** Proof of life on request. */
    record ProbeReply(long nonce, long term, @Nullable PeerId admin, RosterVersion roster) implements MeshMessage {
        public ProbeReply {
            requireTerm(term);
        }
    }

    /**
     * Asks for a {@link Promise}: the sender has no acting admin, or is admin and about to change the roster.
     *
     * @param ballot of the sender
     */
    record Prepare(long nonce, Ballot ballot) implements MeshMessage {}

    /**
     * The answer to {@link Prepare}, with what a claim must count.
     *
     * @param granted whether the sender accepts nothing of a lower ballot from now on
     * @param term that the sender follows
     * @param admin of that term
     * @param roster that the sender holds
     * @param promised the highest ballot that the sender promised before; null before the first
     * @param accepted the last proposal that the sender accepted, unless it holds that roster by now
     */
    record Promise(long nonce, boolean granted, long term, @Nullable PeerId admin, RosterVersion roster,
            @Nullable Ballot promised, @Nullable Proposal accepted) implements MeshMessage {
        public Promise {
            requireTerm(term);
        }
    }

    /**
     * The acting admin asks for {@link Accepted}.
     *
     * @param before the roster that is to be changed, for whoever does not hold it yet
     */
    record Propose(Roster before, Proposal proposal) implements MeshMessage {
        public Propose {
            if (!before.at().equals(proposal.before()))
                throw new IllegalArgumentException("a proposal changes the roster that it comes with");
        }
    }

    /** The sender accepts the proposal of this ballot that makes this roster. */
    record Accepted(Ballot ballot, RosterVersion next) implements MeshMessage {}

    /** The sender accepts no proposal of the receiver's ballot, having promised a higher one. */
    record Outvoted(Ballot promised) implements MeshMessage {}

    /** Asks the acting admin to take the sender onto the roster, with this GPU memory. */
    record AdmitMe(long gpuMemoryMb) implements MeshMessage {
        public AdmitMe {
            if (gpuMemoryMb < 0 || gpuMemoryMb > Limits.GPU_MEMORY_MB_MAX)
                throw new IllegalArgumentException(
                        "gpu_memory_mb is 0 to " + Limits.GPU_MEMORY_MB_MAX);
        }
    }

    /** The roster that the sender holds. */
    record RosterUpdate(Roster roster) implements MeshMessage {}

    /** The sender is admin from now on, in this term. */
    record Claim(long term) implements MeshMessage {
        public Claim {
            requireTerm(term);
        }
    }

    /** The acting admin gives its office to the receiver, which may claim this term without asking anyone. */
    record HandOver(long term) implements MeshMessage {
        public HandOver {
            requireTerm(term);
        }
    }

    /** Changes of one epoch, in dependency order; only the room's document looks inside. */
    record Changes(Epoch epoch, List<Bytes> chunks) implements MeshMessage {
        public Changes {
            chunks = List.copyOf(chunks);
            if (chunks.size() > Limits.CHANGES_PER_FRAME_MAX)
                throw new IllegalArgumentException(
                        "a frame has at most " + Limits.CHANGES_PER_FRAME_MAX + " changes");
        }
    }

    /** Asks for the changes that the sender's document lacks. */
    record Wanted(Epoch epoch, VersionVector vector) implements MeshMessage {}

    /**
     * A part of the change that a better history begins with, for whoever holds an older one.
     *
     * @param part from 0, below {@code parts}
     * @param parts 1 to {@link Limits#BASE_PARTS_MAX}
     */
    record Base(Epoch epoch, int part, int parts, Bytes bytes) implements MeshMessage {
        public Base {
            if (parts < 1 || parts > Limits.BASE_PARTS_MAX || part < 0 || part >= parts)
                throw new IllegalArgumentException("a base has at most " + Limits.BASE_PARTS_MAX + " parts");
            if (bytes.size() > Limits.CHANGE_BYTES_MAX)
                throw new IllegalArgumentException("a part has at most " + Limits.CHANGE_BYTES_MAX + " bytes");
        }
    }

    /**
     * A message that a common neighbour carries to a worker to which the origin has no link; one hop, no more.
     *
     * @param message anything that needs no link of its own; not a carried one again
     */
    record Forwarded(PeerId origin, PeerId target, MeshMessage message) implements MeshMessage {
        public Forwarded {
            if (!isForwardable(message))
                throw new IllegalArgumentException("such a message goes over the sender's own link alone");
        }
    }

    /** Carries a link's signals between two workers that cannot reach each other otherwise; one hop, no more. */
    record Relayed(PeerId origin, PeerId target, LinkSignal signal) implements MeshMessage {}

    /** Asks the receiver to be the client's alone for a while, from now on; renews a reservation of this id. */
    record Reserve(ReservationId reservationId, PeerId client, long ttlMs) implements MeshMessage {
        public Reserve {
            Limits.requireReservationTtl(ttlMs);
        }
    }

    /**
     * How long the sender is reserved under this id.
     *
     * @param ttlMs from when it was asked, in milliseconds; 0 where it is not
     */
    record Reserved(ReservationId reservationId, long ttlMs) implements MeshMessage {
        public Reserved {
            if (ttlMs != 0) Limits.requireReservationTtl(ttlMs);
        }
    }

    /** The receiver is reserved under this id no more. */
    record Release(ReservationId reservationId) implements MeshMessage {}

    /** The sender leaves on purpose: forget it now instead of waiting for silence. */
    record Leaving() implements MeshMessage {}

    /**
     * Whether a neighbour may carry a message in the origin's stead. What a vouch, a departure or a round trip says
     * holds for a link of one's own alone.
     */
    static boolean isForwardable(MeshMessage message) {
        return switch (message) {
            case Heartbeat _,BeatEcho _,Prepare _,Promise _,Propose _,Accepted _,Outvoted _,AdmitMe _,RosterUpdate _,Claim _,Changes _,Wanted _,Base _,Reserve _,Reserved _,Release _ ->
                true;
            case Vouch _,Probe _,ProbeReply _,HandOver _,Relayed _,Forwarded _,Leaving _ -> false;
        };
    }

    private static Set<PeerId> listed(Set<PeerId> peers) {
        if (peers.size() > Limits.PEERS_LISTED_MAX)
            throw new IllegalArgumentException(
                    "at most " + Limits.PEERS_LISTED_MAX + " peers are listed");
        return Set.copyOf(peers);
    }

    private static void requireTerm(long term) {
        if (term < 0 || term > Limits.TERM_MAX)
            throw new IllegalArgumentException(
                    "a term is 0 to " + Limits.TERM_MAX);
    }

    private static void requireInterval(int millis) {
        if (millis < 1 || millis > 60_000) throw new IllegalArgumentException("next_in_millis is 1 to 60000");
    }
}
