package dev.roommesh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.JobMessage;
import dev.roommesh.webrtc.PortRange;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real data channels. */
@Timeout(60)
class QuestionChannelIT {
    private final DataChannels left = new DataChannels(PortRange.ANY);
    private final DataChannels right = new DataChannels(PortRange.ANY);
    private final QuestionChannel client = QuestionChannel.dial(left, List.of());

    @AfterEach
    void end() {
        client.close();
        left.close();
        right.close();
    }

    private QuestionChannel worker() throws Exception {
        var worker = QuestionChannel.accept(right, List.of(), client.description().get(20, TimeUnit.SECONDS));
        client.takeAnswer(worker.description().get(20, TimeUnit.SECONDS));
        assertThat(client.awaitOpen()).isTrue();
        assertThat(worker.awaitOpen()).isTrue();
        return worker;
    }

    @Test
    void messagesGoBothWaysInOrderAndTheEndIsToldAfterThem() throws Exception {
        QuestionChannel worker = worker();
        for (int i = 0; i < 100; i++)
            assertThat(client.send("question " + i + " für alle")).isTrue();
        for (int i = 0; i < 100; i++)
            assertThat(worker.next()).contains("question " + i + " für alle");
        assertThat(worker.send("answer")).isTrue();
        assertThat(client.next()).as("signs of life are no messages").contains("answer");
        worker.close();
        assertThat(client.next()).isEmpty();
        assertThat(client.end()).isPresent();
        assertThat(client.send("more")).isFalse();
    }

    @Test
    void whoSendsMoreThanIsReadLosesTheChannel() throws Exception {
        QuestionChannel worker = worker();
        while (worker.end().isEmpty())
            client.send("again");
        assertThat(worker.end().orElseThrow()).contains("faster than this one reads");
        int waiting = 0;
        while (worker.next().isPresent())
            waiting++;
        // Signs of life take places, too.
        assertThat(waiting).as("what came before is still told")
                .isBetween(QuestionChannel.WAITING_MAX / 2, QuestionChannel.WAITING_MAX);
    }

    /** The library tells of a channel on a thread of its own, and what it tells of may be gone when that is read. */
    @Test
    void anEndJustWhenTheOtherEndsChannelArrivesIsOne() throws Exception {
        for (int round = 0; round < 60; round++) {
            try (var one = QuestionChannel.dial(left, List.of())) {
                var other = QuestionChannel.accept(right, List.of(), one.description().get(20, TimeUnit.SECONDS));
                one.takeAnswer(other.description().get(20, TimeUnit.SECONDS));
                // It opens some milliseconds later; where the other end does, too, is where its channel has arrived.
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500) * round);
                other.close();
                while (one.next().isPresent()) {
                    // Nothing was said.
                }
                assertThat(one.end()).isPresent();
            }
        }
    }

    @Test
    void aChannelForJobsIsNoneForQuestions() throws Exception {
        try (var jobs = JobChannel.accept(right, List.of(), client.description().get(20, TimeUnit.SECONDS))) {
            client.takeAnswer(jobs.description().get(20, TimeUnit.SECONDS));
            assertThat(jobs.awaitOpen()).isFalse();
            assertThat(jobs.end().orElseThrow()).contains("room-job");
            assertThat(jobs.send(new JobMessage.Cancel())).isFalse();
        }
    }
}
