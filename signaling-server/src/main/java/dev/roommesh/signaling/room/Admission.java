package dev.roommesh.signaling.room;

import java.time.Duration;
import java.util.Optional;

/** What became of a registration. */
public sealed interface Admission {
    /**
     * @param member as it is now
     * @param before as it was until now, if it was registered already
     */
    record Admitted(Member member, Optional<Member> before) implements Admission {
        boolean isNewWorker() {
            return member.isWorker() && !before.map(Member::isWorker).orElse(false);
        }

        boolean isNewlyMeshed() {
            return member.isMeshed() && !before.map(Member::isMeshed).orElse(false);
        }

        boolean wasMeshed() {
            return !member.isMeshed() && before.map(Member::isMeshed).orElse(false);
        }

        Optional<Connection> replaced() {
            return before.map(Member::connection).filter(older -> !older.equals(member.connection()));
        }
    }

    /** @param retryAfter zero where there is nothing to wait for */
    record NotAdmitted(Refusal refusal, Duration retryAfter) implements Admission {}

    /** Why a peer is not let in. */
    enum Refusal {
        /** The room has its workers. */
        WORKERS_FULL,
        /** The room has its clients. */
        CLIENTS_FULL,
        /** The server has its rooms. */
        ROOMS_FULL,
        /** The server has just started, and cannot know whose places these are. */
        RESTARTED,
        /** The servers share their rooms, and what they share them through is away. */
        UNCHECKED
    }
}
