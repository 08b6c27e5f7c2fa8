package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Epoch;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Conclusion.Ground;
import dev.roommesh.protocol.RoomView;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ElectionMetricsTest {
    private static final PeerId SELF = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ElectionMetrics metrics = new ElectionMetrics(registry);
    private final Consumer<Conclusion> conclusions = metrics.before(_ -> {});
    private final Consumer<RoomView> views = metrics.beside(_ -> {});

    @Test
    void whatIsTimedBeginsWithTheLastContactAndEndsWhenThisWorkerActs() {
        views.accept(view(NOW, Mode.NORMAL, false));
        views.accept(view(NOW, Mode.READ_ONLY, false));
        conclusions.accept(new Conclusion.Claimed(7, 2, 3, Ground.QUORUM));
        views.accept(view(NOW.plusMillis(1_200), Mode.READ_ONLY, false));
        assertThat(timer(Ground.QUORUM).count()).as("elected, and not heard by a quorum yet").isZero();
        views.accept(view(NOW.plusMillis(1_400), Mode.NORMAL, true));
        assertThat(timer(Ground.QUORUM).totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1_400);
        views.accept(view(NOW.plusMillis(2_000), Mode.NORMAL, true));
        assertThat(timer(Ground.QUORUM).count()).as("once").isEqualTo(1);
    }

    @Test
    void aFounderCountsFromItsOwnStart() {
        views.accept(view(NOW, Mode.FORMING, false));
        conclusions.accept(new Conclusion.Founded(7, 1));
        conclusions.accept(new Conclusion.Claimed(7, 1, 1, Ground.FOUNDING));
        views.accept(view(NOW.plusSeconds(5), Mode.NORMAL, true));
        assertThat(timer(Ground.FOUNDING).totalTime(TimeUnit.SECONDS)).isEqualTo(5);
    }

    @Test
    void whoGaveItUpBeforeItActedHasElectedNobody() {
        views.accept(view(NOW, Mode.NORMAL, false));
        conclusions.accept(new Conclusion.Claimed(7, 2, 3, Ground.HAND_OVER));
        conclusions.accept(new Conclusion.SteppedDown(7, "ben has term 8"));
        conclusions.accept(new Conclusion.Followed(BEN, 8));
        views.accept(view(NOW.plusSeconds(1), Mode.NORMAL, true));
        assertThat(timer(Ground.HAND_OVER).count()).isZero();
    }

    private Timer timer(Ground ground) {
        return registry.get("roommesh.room.elections").tag("ground", ground.name().toLowerCase(Locale.ROOT)).timer();
    }

    private static RoomView view(Instant contact, Mode mode, boolean acting) {
        return new RoomView(SELF, mode, Optional.of(acting ? SELF : BEN), 7,
                acting ? Optional.of(contact.plusSeconds(1)) : Optional.empty(), contact, contact, Roster.NONE,
                List.of(), List.of(), List.of(), new Epoch(0, 0, ""), 0);
    }
}
