package dev.roommesh.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
    private static final PeerId ANA = new PeerId("ana");
    /** Who dials ben. */
    private static final PeerId ZOE = new PeerId("zoe");
    private static final Input TICK = new Input.Tick();
    private static final int WAIT_SECONDS = 20;

    private final DrivenLoop driven = new DrivenLoop();
    private final AgentLoop loop = driven.loop;

    @AfterEach
    void close() throws InterruptedException {
        driven.close();
    }

    @Test
    void timePassesForTheMemberWhenNothingElseHappens() throws InterruptedException {
        driven.start(_ -> {});
        openLink();
        for (int beats = 0; beats < 3; beats++)
            assertThat(driven.await(Effect.Send.class, send -> send.message() instanceof MeshMessage.Heartbeat).peer())
                    .isEqualTo(ANA);
    }

    @Test
    void notesAreHandledInOrderAndThoseThatWaitAreDecidedOnTogether() throws InterruptedException {
        driven.start(_ -> {});
        registered(List.of());
        var _ = driven.await(Effect.Publish.class, published -> !published.view().workers().isEmpty());
        int notes = 50;
        for (int number = 1; number <= notes; number++)
            assertThat(loop.offer(new Input.OwnProfile(numbered(number)))).isTrue();
        List<Profile> seen = new ArrayList<>();
        var _ = driven.await(Effect.Publish.class, published -> {
            Profile profile = own(published);
            if (seen.isEmpty() || !seen.getLast().equals(profile)) seen.add(profile);
            return profile.equals(numbered(notes));
        });
        seen.remove(Profile.EMPTY);
        assertThat(seen).doesNotHaveDuplicates().endsWith(numbered(notes))
                .isSortedAccordingTo(Comparator.comparingLong(AgentLoopTest::number));
    }

    private static long number(Profile profile) {
        return profile.properties().get("number") instanceof PropertyValue.Whole whole ? whole.value() : 0;
    }

    @Test
    void theInboxTakesSoManyNotesAndNoMore() {
        for (int notes = 0; notes < AgentLoop.INPUTS_MAX; notes++)
            assertThat(loop.offer(TICK)).isTrue();
        assertThat(loop.offer(TICK)).isFalse();
    }

    @Test
    void whatMustNotBeMissedWaitsInItsTurn() throws InterruptedException {
        assertThat(loop.offer(new Input.Received(ANA, attempt(1), new MeshMessage.Leaving()))).isTrue();
        loop.must(closed(1));
        assertThat(loop.next(0)).isInstanceOf(Input.Received.class);
        assertThat(loop.next(0)).isEqualTo(closed(1));
        assertThat(loop.next(0)).isNull();
    }

    @Test
    void whatMustNotBeMissedIsTakenWhenTheInboxIsFull() throws InterruptedException {
        while (loop.offer(TICK)) {
            // Until it is full.
        }
        for (int number = 1; number <= AgentLoop.URGENT_MAX + 1; number++)
            loop.must(closed(number));
        for (int number = 1; number <= AgentLoop.URGENT_MAX; number++)
            assertThat(loop.next(0)).isEqualTo(closed(number));
        assertThat(loop.next(0)).as("the one over the limit is gone").isEqualTo(TICK);
    }

    @Test
    void theLossOfALinkReachesTheMemberThroughAFullInbox() throws InterruptedException {
        var goOn = new CountDownLatch(1);
        var stuck = new CountDownLatch(1);
        driven.start(effect -> {
            if (effect instanceof Effect.Note(Conclusion.LinkUp _)) {
                stuck.countDown();
                awaitQuietly(goOn);
            }
        });
        LinkAttempt open = openLink();
        assertThat(stuck.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        while (loop.offer(TICK)) {
            // Until it is full.
        }
        loop.must(new Input.LinkClosed(ANA, open, "the test closed it"));
        goOn.countDown();
        assertThat(driven.await(Effect.Note.class, note -> note.conclusion() instanceof Conclusion.LinkDown))
                .isEqualTo(new Effect.Note(new Conclusion.LinkDown(ANA, "the test closed it")));
    }

    @Test
    void aLeaveSaysGoodbyeAndEndsTheLoop() throws InterruptedException {
        driven.start(_ -> {});
        openLink();
        loop.leave(WAIT_SECONDS, TimeUnit.SECONDS);
        var _ = driven.await(Effect.Send.class, send -> send.message() instanceof MeshMessage.Leaving);
        var _ = driven.await(Effect.ToServer.class, said -> said.message() instanceof FromPeer.Leave);
        assertThat(driven.ended()).succeedsWithin(Duration.ofSeconds(WAIT_SECONDS));
    }

    @Test
    void whoWithdrawsSaysGoodbyeToTheOthersAndEntersAsAnother() throws InterruptedException {
        driven.start(_ -> {});
        LinkAttempt open = openLink();
        loop.stay(false);
        var _ = driven.await(Effect.Send.class, send -> send.message() instanceof MeshMessage.Leaving);
        var _ = driven.await(Effect.CloseLink.class, close -> close.attempt().equals(open));
        loop.stay(true);
        registered(List.of(new ListedPeer(ANA, Role.WORKER, Profile.EMPTY, false, 1)));
        assertThat(driven.await(Effect.Dial.class).attempt().incarnation()).isEqualTo(2);
        assertThat(driven.freed).hasValue(1);
    }

    @Test
    void whoWithdrawsGivesUpWhatIsUnderWay() throws InterruptedException {
        driven.start(_ -> {});
        registered(List.of(new ListedPeer(ANA, Role.WORKER, Profile.EMPTY, false, 1)));
        LinkAttempt begun = driven.await(Effect.Dial.class).attempt();
        loop.stay(false);
        assertThat(driven.await(Effect.CloseLink.class).attempt()).isEqualTo(begun);
    }

    /** It stays registered: the server must not hear that it leaves, unless it does. */
    @Test
    void theServerHearsOfALeaveAloneAlsoWhereThereIsNoMember() throws InterruptedException {
        loop.stay(false);
        driven.start(effect -> assertThat(effect).isEqualTo(new Effect.ToServer(new FromPeer.Leave())));
        assertThat(loop.offer(new Input.OwnProfile(numbered(1)))).isTrue();
        loop.leave(WAIT_SECONDS, TimeUnit.SECONDS);
        var _ = driven.await(Effect.ToServer.class);
        assertThat(driven.ended()).succeedsWithin(Duration.ofSeconds(WAIT_SECONDS));
        assertThat(driven.entered).hasValue(0);
    }

    @Test
    void whoWithdrawsTellsTheServerNothing() throws InterruptedException {
        var told = new AtomicBoolean();
        driven.start(effect -> {
            if (effect instanceof Effect.ToServer(FromPeer.Leave _)) told.set(true);
        });
        openLink();
        loop.stay(false);
        var _ = driven.await(Effect.CloseLink.class);
        loop.stay(true);
        registered(List.of());
        var _ = driven.await(Effect.Publish.class, published -> !published.view().workers().isEmpty());
        assertThat(told).isFalse();
    }

    /** Others are told earlier, perhaps, that the room is on. */
    @Test
    void anOfferThatComesBeforeTheMemberIsKeptForIt() throws InterruptedException {
        loop.stay(false);
        driven.start(_ -> {});
        for (int number = 1; number <= AgentLoop.EARLY_MAX + 1; number++)
            assertThat(loop.offer(new Input.Signaled(ZOE, new LinkSignal.Offer(attempt(number), "offer " + number))))
                    .isTrue();
        loop.stay(true);
        registered(List.of(new ListedPeer(ZOE, Role.WORKER, Profile.EMPTY, false, 1)));
        assertThat(driven.await(Effect.Accept.class).offer()).as("the oldest is lost").isEqualTo("offer 2");
        assertThat(driven.await(Effect.Accept.class, accept -> accept.offer().endsWith(" 65")).peer()).isEqualTo(ZOE);
    }

    /** The server answers whenever it does, and need not be asked twice. */
    @Test
    void aRegistrationThatComesBeforeTheMemberIsKeptForItToo() throws InterruptedException {
        loop.stay(false);
        registered(List.of(new ListedPeer(ZOE, Role.WORKER, Profile.EMPTY, false, 1)));
        driven.start(_ -> {});
        while (loop.hasNotes())
            Thread.onSpinWait();
        loop.stay(true);
        assertThat(loop.offer(new Input.Signaled(ZOE, new LinkSignal.Offer(attempt(1), "offer")))).isTrue();
        assertThat(driven.await(Effect.Accept.class).offer()).isEqualTo("offer");
    }

    @Test
    void aLeaveWaitsUntilTheGoodbyeIsSaid() throws InterruptedException {
        var said = new AtomicBoolean();
        Thread leaver = Thread.currentThread();
        driven.start(effect -> {
            if (effect instanceof Effect.ToServer(FromPeer.Leave _)) {
                while (leaver.getState() != Thread.State.TIMED_WAITING && !Thread.currentThread().isInterrupted())
                    Thread.onSpinWait();
                said.set(true);
            }
        });
        openLink();
        loop.leave(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(said).isTrue();
    }

    @Test
    void aLeaveWaitsForItsPlaceInAFullInbox() throws InterruptedException {
        while (loop.offer(TICK)) {
            // Until it is full.
        }
        var leaving = new FutureTask<>(() -> {
            loop.leave(WAIT_SECONDS, TimeUnit.SECONDS);
            return null;
        });
        Thread thread = Thread.ofPlatform().start(leaving);
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive())
            Thread.onSpinWait();
        Input input = loop.next(0);
        while (TICK.equals(input))
            input = loop.next(TimeUnit.SECONDS.toNanos(1));
        assertThat(input).isEqualTo(new Input.Leave());
        thread.interrupt();
        thread.join();
    }

    @Test
    void aLeaveWaitsNoLongerThanItMay() throws InterruptedException {
        loop.leave(1, TimeUnit.MILLISECONDS);
        assertThat(loop.next(0)).isEqualTo(new Input.Leave());
    }

    @Test
    @SuppressWarnings({"NullAway", "NullOptional"})
    void whatTheMemberThrowsEndsTheLoop() {
        driven.start(_ -> {});
        assertThat(loop.offer(new Input.Registered(List.of(), null, 0))).isTrue();
        assertThat(driven.ended()).failsWithin(Duration.ofSeconds(WAIT_SECONDS)).withThrowableOfType(Exception.class)
                .withCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void whatTheWorldThrowsEndsTheLoop() {
        driven.start(_ -> {
            throw new IllegalStateException("a frame over the limit");
        });
        registered(List.of());
        assertThat(driven.ended()).failsWithin(Duration.ofSeconds(WAIT_SECONDS)).withThrowableOfType(Exception.class)
                .withMessageContaining("a frame over the limit");
    }

    private LinkAttempt openLink() throws InterruptedException {
        registered(List.of(new ListedPeer(ANA, Role.WORKER, Profile.EMPTY, false, 1)));
        LinkAttempt attempt = driven.await(Effect.Dial.class).attempt();
        assertThat(loop.offer(new Input.LinkOpened(ANA, attempt))).isTrue();
        return attempt;
    }

    private void registered(List<ListedPeer> peers) {
        assertThat(loop.offer(new Input.Registered(peers, Optional.empty(), 0))).isTrue();
    }

    private static Profile own(Effect.Publish published) {
        return published.view().workers().stream().map(WorkerEntry::metadata).findFirst().orElse(Profile.EMPTY);
    }

    private static Profile numbered(long number) {
        return Profile.EMPTY.with("number", PropertyValue.of(number));
    }

    private static Input closed(int number) {
        return new Input.LinkClosed(ANA, attempt(number), "gone");
    }

    private static LinkAttempt attempt(int number) {
        return new LinkAttempt(1, number);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        CompletableFuture.runAsync(() -> {
            try {
                var _ = latch.await(WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }).join();
    }
}
