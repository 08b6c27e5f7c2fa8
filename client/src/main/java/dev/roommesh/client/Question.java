package dev.roommesh.client;

import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that a room is asked; safe to ask again. */
sealed interface Question {
    /** As it is said to the server. */
    FromPeer message(RequestId id);

    /** Which workers are there? */
    record Discover(WorkerQuery query) implements Question {
        @Override
        public FromPeer message(RequestId id) {
            return new FromPeer.QueryWorkers(id, query.filters(), query.limit());
        }
    }

    /** @param worker this one; any that the filters admit where null */
    record Reserve(ReservationId reservation, Filters filters, Duration ttl,
            @Nullable PeerId worker) implements Question {
        public Reserve {
            if (ttl.compareTo(Limits.RESERVATION_TTL_MIN) < 0 || ttl.compareTo(Limits.RESERVATION_TTL_MAX) > 0)
                throw new IllegalArgumentException("a worker is reserved for " + Limits.RESERVATION_TTL_MIN.toSeconds()
                        + " to " + Limits.RESERVATION_TTL_MAX.toSeconds() + " s at a time");
        }

        /** The same of this worker alone. */
        Reserve of(PeerId granted) {
            return new Reserve(reservation, filters, ttl, granted);
        }

        @Override
        public FromPeer message(RequestId id) {
            return new FromPeer.ReserveWorker(id, reservation, filters, ttl.toMillis(), worker);
        }
    }

    /**
     * @param reservation for a job; null for questions
     * @param offer with all candidates
     */
    record OpenChannel(PeerId worker, @Nullable ReservationId reservation, String offer) implements Question {
        @Override
        public FromPeer message(RequestId id) {
            return new FromPeer.OpenChannel(id, worker, reservation, new Sdp("offer", offer));
        }
    }

    /** Takes a dead worker off the roster. */
    record Forget(PeerId worker) implements Question {
        @Override
        public FromPeer message(RequestId id) {
            return new FromPeer.ForgetWorker(id, worker);
        }
    }

    record Release(ReservationId reservation, PeerId worker) implements Question {
        @Override
        public FromPeer message(RequestId id) {
            return new FromPeer.ReleaseWorker(id, reservation, worker);
        }
    }
}
