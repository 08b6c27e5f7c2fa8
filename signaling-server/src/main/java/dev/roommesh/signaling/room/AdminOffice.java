package dev.roommesh.signaling.room;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is admin, as far as workers have reported. The highest term wins; within a term the first report stands.
 *
 * @param term 0 before any report; never falls
 * @param holder whom that term was reported for
 * @param vacant whether the holder has left since
 */
record AdminOffice(long term, @Nullable PeerId holder, boolean vacant) {
    static final AdminOffice NONE = new AdminOffice(0, null, true);

    /** A term that no claim can have made is passed over, or none could ever be above it. */
    AdminOffice reported(PeerId admin, long reportedTerm, Instant now) {
        if (reportedTerm > now.getEpochSecond() + Limits.TERM_AHEAD_SECONDS_MAX) return this;
        boolean returned = vacant && reportedTerm == term && admin.equals(holder);
        return reportedTerm > term || returned ? new AdminOffice(reportedTerm, admin, false) : this;
    }

    AdminOffice without(PeerId leaver) {
        return leaver.equals(holder) ? new AdminOffice(term, holder, true) : this;
    }

    Optional<PeerId> admin() {
        return vacant ? Optional.empty() : Optional.ofNullable(holder);
    }
}
