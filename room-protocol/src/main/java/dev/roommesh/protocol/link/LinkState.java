package dev.roommesh.protocol.link;

import dev.roommesh.model.LinkAttempt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far the link to one worker is. A state holds only what is true in it. */
sealed interface LinkState {
    /** No attempt is under way; the next may begin, or be asked for, then. */
    record Waiting(int attempts, Instant retryAt, String why) implements LinkState {}

    /**
     * Descriptions are exchanged; over at the deadline if the channel is not open by then.
     *
     * @param lostFrom when the attempt may be taken for lost; {@link Instant#MAX} before the offer is out
     * @param described whether the other end's description is here: what is missing then is a way for packets
     */
    record Offering(int attempts, LinkAttempt attempt, Instant deadline, Instant lostFrom,
            boolean described) implements LinkState {
        Offering(int attempts, LinkAttempt attempt, Instant deadline) {
            this(attempts, attempt, deadline, Instant.MAX, false);
        }

        Offering withLostFrom(Instant from) {
            return new Offering(attempts, attempt, deadline, from, described);
        }

        Offering describedBy(Instant lostFrom) {
            return new Offering(attempts, attempt, deadline, lostFrom, true);
        }

        boolean mayBeLost(Instant now) {
            return !now.isBefore(lostFrom);
        }
    }

    /** Frames cross. At most one other attempt lives beside the link that is open. */
    sealed interface Up extends LinkState {
        /** To which frames are sent. */
        Open link();

        @Nullable
        LinkAttempt beside();
    }

    /** Nothing lives beside it. */
    record Open(LinkAttempt attempt, Instant since) implements Up {
        @Override
        public Open link() {
            return this;
        }

        @Override
        public @Nullable LinkAttempt beside() {
            return null;
        }
    }

    /** The link is made anew: what is open stays so until its successor is. */
    record Renewing(Open link, Offering successor) implements Up {
        @Override
        public LinkAttempt beside() {
            return successor.attempt();
        }
    }

    /** The successor is the link now; the old attempt still brings what was sent over it before. */
    record Draining(Open link, LinkAttempt old, Instant until) implements Up {
        @Override
        public LinkAttempt beside() {
            return old;
        }
    }
}
