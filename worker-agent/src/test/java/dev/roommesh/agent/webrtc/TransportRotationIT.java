package dev.roommesh.agent.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.automerge.AutomergeRoomDocument;
import dev.roommesh.agent.loop.AgentLoop;
import dev.roommesh.agent.loop.LinkNotes;
import dev.roommesh.agent.loop.MeshWorld;
import dev.roommesh.agent.loop.SteadyClock;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import dev.roommesh.webrtc.PortRange;
import java.io.File;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two real members on real data channels, whose native factories wear out after a few messages. */
class TransportRotationIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ROTATIONS = 2;
    /** More than come while a rotation is under way, so that there is rest between two. */
    private static final int MESSAGES_MAX = 600;
    /** What waits and polls here; a factory that was not freed would have five threads. */
    private static final int THREADS_BESIDE = 4;
    private static final String COUNT = "count";
    private static final RoomId ROOM = new RoomId("room");
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");

    private final Worker ana = new Worker(ANA, BEN, 1_000);
    private final Worker ben = new Worker(BEN, ANA, 2_000);

    /** A worker without a server: what it says to one is carried straight to the other. */
    private static final class Worker {
        private final PeerId self;
        private final PeerId other;
        private final SteadyClock clock = new SteadyClock();
        private final AgentLoop loop = new AgentLoop(clock);
        private final AtomicReference<@Nullable WebRtcLinks> made = new AtomicReference<>();
        private final WebRtcLinks links;
        private final AtomicReference<Optional<RoomView>> view = new AtomicReference<>(Optional.empty());
        private final Queue<Conclusion> concluded = new ConcurrentLinkedQueue<>();
        private final Profile profile;
        private @Nullable Thread thread;

        Worker(PeerId self, PeerId other, long gpuMemoryMb) {
            this.self = self;
            this.other = other;
            this.profile = Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpuMemoryMb));
            this.links = new WebRtcLinks(new LinkNotes(loop, (peer, attempt) -> {
                WebRtcLinks opened = made.get();
                if (opened != null) opened.close(peer, attempt);
            }), PortRange.ANY, MESSAGES_MAX);
            made.set(links);
        }

        void start(Worker neighbour) {
            var world = new MeshWorld(links, message -> neighbour.hear(self, message),
                    published -> view.set(Optional.of(published)), concluded::add, () -> {}, _ -> {});
            thread = Thread.ofPlatform().name("member-" + self).start(() -> live(world));
            loop.must(new Input.Registered(List.of(new ListedPeer(other, Role.WORKER, Profile.EMPTY, false, 1)),
                    Optional.empty(), 0));
        }

        private void live(MeshWorld world) {
            var chance = new SecureRandom();
            try {
                loop.run(() -> {
                    var document = new AutomergeRoomDocument(ROOM, self, () -> {
                        var process = new byte[AutomergeRoomDocument.PROCESS_BYTES];
                        chance.nextBytes(process);
                        return Bytes.copyOf(process);
                    });
                    return new AgentLoop.Life(new RoomMember(new Self(ROOM, self, 1), profile,
                            Timing.of(Duration.ofSeconds(1)), document, clock.instant()), document::close);
                }, world);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private void hear(PeerId from, FromPeer message) {
            switch (message) {
                case FromPeer.MeshConnect(PeerId _, var offer, var attempt) ->
                    loop.must(new Input.Signaled(from, new LinkSignal.Offer(attempt, offer.sdp())));
                case FromPeer.MeshAnswer(PeerId _, var answer, var attempt) ->
                    loop.must(new Input.Signaled(from, new LinkSignal.Answer(attempt, answer.sdp())));
                case FromPeer.Candidate(PeerId _, var candidate, var attempt) ->
                    loop.must(new Input.Signaled(from, new LinkSignal.Candidate(attempt, candidate)));
                case FromPeer.DialMe _ -> loop.must(new Input.Signaled(from, new LinkSignal.DialMe()));
                default -> {
                    // Of no use without a server.
                }
            }
        }

        void count(long value) {
            loop.must(new Input.OwnProfile(profile.with(COUNT, PropertyValue.of(value))));
        }

        /** What this worker sees that the other has counted. */
        boolean shows(long value) {
            return view.get().stream().flatMap(room -> room.workers().stream()).filter(it -> it.peerId().equals(other))
                    .anyMatch(it -> PropertyValue.of(value).equals(it.metadata().properties().get(COUNT)));
        }

        boolean isSettled() {
            return view.get().filter(room -> room.mode() == Mode.NORMAL && room.admin().isPresent()
                    && room.roster().size() == 2 && room.linksOpen() == 1).isPresent();
        }

        long countConcluded(Class<? extends Conclusion> kind) {
            return concluded.stream().filter(kind::isInstance).count();
        }

        void close() throws InterruptedException {
            links.close();
            if (thread == null) return;
            thread.interrupt();
            thread.join();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        ana.close();
        ben.close();
    }

    @Test
    void linksAreMadeAnewAgainAndAgainAndNobodyNotices() {
        ana.start(ben);
        ben.start(ana);
        await().atMost(LIMIT).until(() -> ana.isSettled() && ben.isSettled());
        ana.concluded.clear();
        ben.concluded.clear();
        long term = ana.view.get().orElseThrow().term();
        Optional<PeerId> admin = ana.view.get().orElseThrow().admin();
        var value = new long[1];
        int threads = threads();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(ana.isSettled() && ben.isSettled()).as("%s %s", ana.view.get(), ben.view.get()).isTrue();
            ana.count(++value[0]);
            ben.count(value[0]);
            return ana.links.rotations() >= ROTATIONS && ben.links.rotations() >= ROTATIONS;
        });
        await().atMost(LIMIT).until(() -> ana.shows(value[0]) && ben.shows(value[0]));
        for (Worker worker : List.of(ana, ben)) {
            assertThat(worker.concluded).as(worker.self + ": links opened, and new histories began")
                    .allMatch(it -> it instanceof Conclusion.LinkUp || it instanceof Conclusion.EpochBegun);
            assertThat(worker.countConcluded(Conclusion.LinkUp.class)).isGreaterThanOrEqualTo(ROTATIONS);
            assertThat(worker.view.get().orElseThrow().term()).isEqualTo(term);
            assertThat(worker.view.get().orElseThrow().admin()).isEqualTo(admin);
        }
        await("the threads of factories that were freed end").atMost(LIMIT)
                .until(() -> threads() <= threads + THREADS_BESIDE);
    }

    /** Native ones among them, which Java does not count. */
    private static int threads() {
        String[] tasks = new File("/proc/self/task").list();
        return tasks == null ? 0 : tasks.length;
    }
}
