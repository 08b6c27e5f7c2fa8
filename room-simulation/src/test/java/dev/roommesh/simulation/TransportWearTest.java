package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transports wear out and their links are made anew, make before break: nobody in the room notices. */
class TransportWearTest {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int WEARS = 5;
    private static final Set<String> CONCLUSIONS = Stream.of(Conclusion.class.getPermittedSubclasses())
            .map(Class::getSimpleName).collect(Collectors.toSet());

    /** What must not change, and how often what must not happen had happened before. */
    private record Before(PeerId admin, long term, RosterVersion roster, Map<String, Integer> happened) {
        static Before of(SimulatedRoom room, int size) {
            RoomView view = room.view(Rooms.id(size - 1));
            return new Before(view.self(), view.term(), view.roster().at(), withoutLinkUps(room));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10})
    void nobodyIsDeadNothingChangesAndTheMeshStaysWholeWhileTransportsWearOut(int size) {
        Seeds.forEach("TransportWearTest", size, room -> {
            Rooms.settle(room, size);
            wearOutAtRandom(room, size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void linksAreMadeAnewWithoutTheServerToo(int size) {
        Seeds.forEach("TransportWearTest", size, room -> {
            Rooms.settle(room, size);
            room.crashServer();
            room.run(Duration.ofSeconds(1));
            wearOutAtRandom(room, size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void aWorkerThatCrashesWhileItsLinksAreMadeAnewIsMissedAndWelcomedBackAsEver(int size) {
        Seeds.forEach("TransportWearTest", size, room -> {
            Rooms.settle(room, size);
            var random = new Random(room.seed());
            PeerId crashing = Rooms.id(random.nextInt(size));
            for (int i = 0; i < size; i++)
                room.wearOut(Rooms.id(i));
            room.run(Duration.ofMillis(random.nextInt(2_200)));
            room.crash(crashing);
            room.run(Duration.ofMillis(random.nextInt(5_000)));
            room.restart(crashing);
            room.run(Duration.ofSeconds(40));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
            assertThat(room.rotationsUnderWay()).isZero();
        });
    }

    private static void wearOutAtRandom(SimulatedRoom room, int size) {
        Before before = Before.of(room, size);
        int linkUps = linkUps(room);
        var random = new Random(room.seed());
        for (int wear = 0; wear < WEARS; wear++) {
            room.wearOut(Rooms.id(random.nextInt(size)));
            live(room, Duration.ofMillis(random.nextInt(8_000)), before, size);
        }
        live(room, Duration.ofSeconds(40), before, size);
        assertThat(room.rotationsUnderWay()).as("transports that have old links still").isZero();
        assertThat(linkUps(room)).as("links were made anew").isGreaterThanOrEqualTo(linkUps + 2 * (size - 1));
        Rooms.assertSettled(room, before.admin(), size);
    }

    private static void live(SimulatedRoom room, Duration duration, Before before, int size) {
        for (Duration lived = Duration.ZERO; lived.compareTo(duration) < 0; lived = lived.plus(STEP)) {
            room.run(STEP);
            for (PeerId peer : room.running())
                assertUnchanged(room.view(peer), before, size);
        }
        assertThat(withoutLinkUps(room)).as("what was concluded").isEqualTo(before.happened());
    }

    private static void assertUnchanged(RoomView view, Before before, int size) {
        assertThat(view.mode()).isEqualTo(Mode.NORMAL);
        assertThat(view.admin()).isEqualTo(Optional.of(before.admin()));
        assertThat(view.term()).isEqualTo(before.term());
        assertThat(view.roster().at()).isEqualTo(before.roster());
        assertThat(view.linksOpen()).as("links of " + view.self()).isEqualTo(size - 1);
        assertThat(view.workers()).as("workers that " + view.self() + " shows").hasSize(size);
        assertThat(view.links()).as("links of " + view.self())
                .allMatch(link -> link.heard() && link.hearsUs() && !link.dead());
    }

    private static Map<String, Integer> withoutLinkUps(SimulatedRoom room) {
        Map<String, Integer> concluded = new TreeMap<>(room.happened());
        concluded.keySet().retainAll(CONCLUSIONS);
        concluded.remove("LinkUp");
        return concluded;
    }

    private static int linkUps(SimulatedRoom room) {
        return room.happened().getOrDefault("LinkUp", 0);
    }
}
