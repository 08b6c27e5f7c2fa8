package dev.roommesh.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.operation.PublishedView;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.Source;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchesTest {
    private static final RequestId ID = new RequestId("w-1");
    private static final PeerId ANA = new PeerId("ana");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final PublishedView view = new PublishedView();
    private final BlockingQueue<FromPeer> said = new LinkedBlockingQueue<>();
    private volatile Instant now = NOW;
    private final Watches watches = new Watches(view, () -> now, Limits.WATCH_LEASE, said::add);

    @AfterEach
    void end() {
        watches.endAll();
    }

    @Test
    void theSnapshotComesAtOnceAndThenEachChange() throws InterruptedException {
        view.accept(room(1));
        watches.watch(ID);
        assertThat(said).as("before anything else happens").hasSize(1);
        WatchUpdate first = next(_ -> true);
        assertThat(first.snapshot()).isTrue();
        assertThat(first.source()).isEqualTo(Source.ADMIN);
        assertThat(first.workers()).containsExactly(ana(1));
        view.accept(room(2));
        WatchUpdate second = next(update -> !update.workers().isEmpty());
        assertThat(second.snapshot()).isFalse();
        assertThat(second.workers()).containsExactly(ana(2));
    }

    @Test
    void anotherServersSnapshotDoesNotWaitUntilSomethingChanges() throws InterruptedException {
        view.accept(room(1));
        watches.watch(ID);
        assertThat(next(_ -> true).snapshot()).isTrue();
        // Just after a repetition whoever follows the view waits for half a second.
        assertThat(next(_ -> true).snapshot()).isFalse();
        var other = new RequestId("w-2");
        watches.watch(other);
        assertThat(said)
                .anyMatch(message -> message instanceof FromPeer.WatchUpdated(var id, var _) && id.equals(other));
    }

    @Test
    void thatNothingHasChangedIsSaidAndSoIsThatNobodyKnows() throws InterruptedException {
        view.accept(room(1));
        watches.watch(ID);
        assertThat(next(_ -> true).stale()).isFalse();
        assertThat(next(update -> update.workers().isEmpty()).stale()).isFalse();
        // As in a process that stood still: its view has outlived the right to speak.
        now = NOW.plusSeconds(60);
        WatchUpdate stale = next(WatchUpdate::stale);
        assertThat(stale.source()).isEqualTo(Source.MEMBER);
        assertThat(stale.asOf()).as("the last contact").isEqualTo(NOW);
    }

    @Test
    void aWatchThatIsAskedForAgainGoesOnWithoutASnapshot() throws InterruptedException {
        view.accept(room(1));
        watches.watch(ID);
        watches.watch(ID);
        assertThat(watches.size()).isEqualTo(1);
        assertThat(next(_ -> true).sequence()).isEqualTo(1);
        assertThat(next(_ -> true).snapshot()).isFalse();
    }

    @Test
    void whatEndsIsNotToldAndTheLimitHolds() throws InterruptedException {
        view.accept(room(1));
        for (int i = 0; i <= Watches.WATCHES_MAX; i++)
            watches.watch(new RequestId("w-" + i));
        assertThat(watches.size()).isEqualTo(Watches.WATCHES_MAX);
        watches.end(ID);
        assertThat(watches.size()).isEqualTo(Watches.WATCHES_MAX - 1);
        watches.endAll();
        said.clear();
        view.accept(room(2));
        watches.watch(ID);
        assertThat(next(_ -> true).snapshot()).isTrue();
    }

    @Test
    void nobodyFollowsTheViewForNobody() {
        view.accept(room(1));
        watches.watch(ID);
        assertThat(followers()).isPositive();
        watches.endAll();
        await().atMost(Duration.ofSeconds(10)).until(() -> followers() == 0);
        watches.watch(ID);
        assertThat(followers()).isPositive();
    }

    private static long followers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("watches"))
                .count();
    }

    @Test
    void whereThereIsNoViewYetTheFirstIsTheSnapshot() throws InterruptedException {
        watches.watch(ID);
        assertThat(said).isEmpty();
        view.accept(room(1));
        assertThat(next(_ -> true).snapshot()).isTrue();
    }

    private WatchUpdate next(Predicate<WatchUpdate> fits) throws InterruptedException {
        long deadline = System.nanoTime() + 20 * Limits.WATCH_REPEAT_AFTER.toNanos();
        while (true) {
            FromPeer message = said.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(message).as("what a watch is told").isNotNull();
            if (message instanceof FromPeer.WatchUpdated(var _, var update) && fits.test(update)) return update;
        }
    }

    private static WorkerEntry ana(int jobs) {
        return WorkerEntry.of(ANA, Profile.EMPTY.with("jobs", PropertyValue.of(jobs)));
    }

    private static RoomView room(int jobs) {
        return new RoomView(ANA, Mode.NORMAL, Optional.of(ANA), 1, Optional.of(NOW.plusSeconds(1)), NOW,
                NOW.plusSeconds(1), Roster.NONE, List.of(ana(jobs)), List.of(), List.of(), new Epoch(1, 1, ""), jobs);
    }
}
