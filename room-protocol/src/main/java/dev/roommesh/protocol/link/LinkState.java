package dev.roommesh.protocol.link;

import dev.roommesh.model.LinkAttempt;
import java.time.Instant;

/** How far the link to one worker is. A state holds only what is true in it. */
sealed interface LinkState {
    /** Attempts since the link was last open. */
    int attempts();

    /** No attempt is under way; the next may begin, or be asked for, then. */
    record Waiting(int attempts, Instant retryAt, String why) implements LinkState {}

    /** Descriptions are exchanged; over at the deadline if the channel is not open by then. */
    record Offering(int attempts, LinkAttempt attempt, Instant deadline) implements LinkState {}

    /** Frames cross. */
    record Open(int attempts, LinkAttempt attempt, Instant since) implements LinkState {}
}
