package dev.roommesh.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Both ends of a watch together. */
class WatchTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final WatchWriter writer = new WatchWriter();
    private final WatchReader reader = new WatchReader(Limits.WATCHED_WORKERS_MAX);

    @Test
    void whateverHappensTheReaderHasWhatTheWriterToldLast() {
        var random = new Random(1);
        for (int step = 0; step < 2_000; step++) {
            RoomPicture room = randomRoom(random, step);
            boolean repeats = random.nextInt(10) == 0;
            List<WatchUpdate> updates = repeats ? writer.update(room) : writer.changes(room);
            for (WatchUpdate update : updates.subList(0, Math.max(0, updates.size() - 1)))
                assertThat(reader.take(update)).isEqualTo(new WatchReader.Step.Incomplete());
            if (!updates.isEmpty())
                assertThat(reader.take(updates.getLast())).isEqualTo(new WatchReader.Step.Complete(room));
        }
    }

    private static RoomPicture randomRoom(Random random, int step) {
        List<WorkerEntry> workers = new ArrayList<>();
        for (int i = 0; i < 10; i++)
            if (random.nextInt(4) > 0)
                workers.add(worker("w" + i, random.nextInt(3), random.nextBoolean() ? 3_000 : 0));
        PeerId admin = random.nextInt(5) == 0 ? null : new PeerId("w" + random.nextInt(10));
        return RoomPicture.of(workers, admin, admin == null ? 0 : step / 100, NOW.plusMillis(step),
                random.nextInt(8) == 0, random.nextBoolean() ? Source.ADMIN : Source.MEMBER, Mode.NORMAL);
    }

    private static WorkerEntry worker(String name, int jobs, int characters) {
        var profile = Profile.EMPTY.with("jobs", PropertyValue.of(jobs));
        for (int left = characters; left > 0; left -= 1_000)
            profile = profile.with("text-" + left, PropertyValue.of("\u0001".repeat(Math.min(left, 1_000))));
        return WorkerEntry.of(new PeerId(name), profile);
    }

    private static RoomPicture room(WorkerEntry... workers) {
        return RoomPicture.of(List.of(workers), null, 0, NOW, false, Source.ADMIN, Mode.NORMAL);
    }

    @Test
    void onlyWhatHasChangedIsTold() {
        writer.changes(room(worker("a", 1, 0), worker("b", 1, 0), worker("c", 1, 0)));
        RoomPicture next = room(worker("a", 1, 0), worker("b", 2, 0));
        assertThat(writer.changes(next)).singleElement().satisfies(update -> {
            assertThat(update.snapshot()).isFalse();
            assertThat(update.workers()).containsExactly(worker("b", 2, 0));
            assertThat(update.gone()).containsExactly(new PeerId("c"));
        });
        assertThat(writer.changes(next)).isEmpty();
        assertThat(writer.update(next)).singleElement().satisfies(update -> {
            assertThat(update.workers()).isEmpty();
            assertThat(update.gone()).isEmpty();
        });
    }

    @Test
    void theLargestProfilesEachFitIntoAMessage() {
        List<WorkerEntry> largest = new ArrayList<>();
        for (int i = 0; i < 10; i++)
            largest.add(worker("w" + i, 1, 8_000));
        List<WatchUpdate> updates = writer
                .update(RoomPicture.of(largest, null, 0, NOW, false, Source.ADMIN, Mode.NORMAL));
        assertThat(updates).hasSize(10).extracting(WatchUpdate::more).endsWith(true, false);
        for (WatchUpdate update : updates) {
            String message = new SignalCodec().encode(new FromServer.WatchUpdated(new RequestId("w"), update));
            assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Limits.SIGNAL_FRAME_BYTES_MAX);
        }
    }

    @Test
    void anUpdateThatIsAsLargeAsCanBeFitsIntoAMessage() {
        List<MeshLink> mesh = new ArrayList<>();
        for (int i = 0; i < Limits.ROOM_WORKERS_MAX; i++)
            for (int j = i + 1; j < Limits.ROOM_WORKERS_MAX; j++)
                mesh.add(new MeshLink(longest(i), longest(j), MeshLink.State.OFFERING));
        assertThat(mesh).hasSize(Limits.MESH_LINKS_MAX);
        List<PeerId> gone = IntStream.range(0, Limits.WATCHED_WORKERS_MAX).mapToObj(WatchTest::longest).toList();
        var update = new WatchUpdate(Long.MAX_VALUE, false, false, List.of(worker(longest(0).value(), 1, 8_000)), gone,
                longest(0), Limits.TERM_MAX, NOW, false, Source.ADMIN, Mode.NORMAL, mesh);
        String message = new SignalCodec().encode(new FromServer.WatchUpdated(new RequestId("w".repeat(64)), update));
        assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Limits.SIGNAL_FRAME_BYTES_MAX);
        mesh.add(mesh.getFirst());
        assertThatIllegalArgumentException().isThrownBy(() -> new WatchUpdate(1, false, false, List.of(), List.of(),
                null, 0, NOW, false, Source.ADMIN, Mode.NORMAL, mesh));
    }

    private static PeerId longest(int number) {
        return new PeerId("%064d".formatted(number));
    }

    @Test
    void linksAreToldInTheSnapshotAndWithABeatAndOnlyWhereTheyHaveChanged() {
        RoomPicture up = room(worker("a", 1, 0), worker("b", 1, 0)).linked(link(MeshLink.State.OPEN));
        assertThat(tell(writer.changes(up))).isEqualTo(up);
        RoomPicture down = up.linked(link(MeshLink.State.MISSING));
        assertThat(writer.changes(down)).as("they are no news").isEmpty();
        assertThat(tell(writer.update(down))).isEqualTo(down);
        List<WatchUpdate> again = writer.update(down);
        assertThat(again).singleElement().satisfies(update -> assertThat(update.links()).isNull());
        assertThat(tell(again)).isEqualTo(down);
        assertThat(tell(writer.update(up.linked(List.of())))).isEqualTo(up.linked(List.of()));
    }

    @Test
    void linksThatComeAndGoInARoomThatChangesAllTheTimeAreToldTwiceASecond() {
        int told = 0;
        for (int millis = 0; millis < 5_000; millis += 20) {
            RoomPicture room = RoomPicture.of(List.of(worker("a", millis, 0)), null, 0, NOW.plusMillis(millis), false,
                    Source.ADMIN, Mode.NORMAL)
                    .linked(link(millis % 40 == 0 ? MeshLink.State.OPEN : MeshLink.State.MISSING));
            for (WatchUpdate update : writer.changes(room))
                if (update.links() != null) told++;
        }
        assertThat(told).isBetween(9, 10);
    }

    private RoomPicture tell(List<WatchUpdate> updates) {
        return updates.stream().map(reader::take).map(WatchReader.Step.Complete.class::cast).toList().getLast()
                .picture();
    }

    private static List<MeshLink> link(MeshLink.State state) {
        return List.of(new MeshLink(new PeerId("a"), new PeerId("b"), state));
    }

    @Test
    void aLostPartIsNoticed() {
        reader.take(writer.update(room(worker("a", 1, 0))).getFirst());
        writer.update(room(worker("a", 2, 0)));
        WatchUpdate third = writer.update(room(worker("a", 3, 0))).getFirst();
        assertThat(reader.take(third)).isInstanceOf(WatchReader.Step.Broken.class);
    }

    @Test
    void changesBeforeASnapshotAreNoWatch() {
        assertThat(reader.take(new WatchUpdate(1, false, false, List.of(), List.of(), null, 0, NOW, false, Source.ADMIN,
                Mode.NORMAL, null))).isInstanceOf(WatchReader.Step.Broken.class);
    }

    @Test
    void aSecondSnapshotBeginsAnew() {
        reader.take(writer.update(room(worker("a", 1, 0))).getFirst());
        var again = new WatchUpdate(2, true, false, List.of(worker("b", 1, 0)), List.of(), null, 0, NOW, false,
                Source.ADMIN, Mode.NORMAL, null);
        assertThat(reader.take(again)).isEqualTo(new WatchReader.Step.Complete(room(worker("b", 1, 0))));
    }

    @Test
    void anEndThatTellsOfEverMoreWorkersIsLeft() {
        for (int i = 0; i < Limits.WATCHED_WORKERS_MAX; i++)
            assertThat(reader.take(part(i))).isEqualTo(new WatchReader.Step.Incomplete());
        assertThat(reader.take(part(Limits.WATCHED_WORKERS_MAX))).isInstanceOf(WatchReader.Step.Broken.class);
    }

    @Test
    void aFullWatchOfEmptyProfilesIsOnePartAndSoIsItsEnd() {
        List<WorkerEntry> all = new ArrayList<>();
        for (int i = 0; i < Limits.WATCHED_WORKERS_MAX; i++)
            all.add(WorkerEntry.of(new PeerId("w" + i), Profile.EMPTY));
        assertThat(writer.update(RoomPicture.of(all, null, 0, NOW, false, Source.ADMIN, Mode.NORMAL))).hasSize(1);
        assertThat(writer.update(room())).singleElement()
                .satisfies(update -> assertThat(update.gone()).hasSize(Limits.WATCHED_WORKERS_MAX));
    }

    private static WatchUpdate part(int number) {
        return new WatchUpdate(number + 1, true, true, List.of(worker("w" + number, 1, 0)), List.of(), null, 0, NOW,
                false, Source.ADMIN, Mode.NORMAL, null);
    }
}
