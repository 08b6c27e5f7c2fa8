package dev.roommesh.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.local.ClusterView.Worker;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final Worker FIRST = worker("a", Mode.NORMAL, "b", 1, 2);
    private static final Worker SECOND = worker("b", Mode.NORMAL, "b", 1, 2);

    @Test
    void isCompleteWhenAllAgreeAndAllLinksAreOpen() {
        var view = view(FIRST, SECOND);

        assertThat(view.isComplete()).isTrue();
        assertThat(view.admin()).contains(new PeerId("b"));
        assertThat(view.linksOpen()).isEqualTo(1);
        assertThat(view.linksExpected()).isEqualTo(1);
        assertThat(view.term()).isEqualTo(7);
        assertThat(view.missing()).isEqualTo("nothing");
    }

    @Test
    void aWorkerAloneIsAWholeRoom() {
        assertThat(view(worker("a", Mode.NORMAL, "a", 0, 1)).isComplete()).isTrue();
    }

    @Test
    void isNotCompleteWhileAnythingIsMissing() {
        assertMissing("no answer from b", FIRST, new Worker("b", true, null));
        assertMissing("0 of 1 links are open", worker("a", Mode.NORMAL, "b", 0, 2), SECOND);
        assertMissing("the workers follow several admins", worker("a", Mode.NORMAL, "a", 1, 2), SECOND);
        assertMissing("the office is not with the best worker yet", worker("a", Mode.NORMAL, "a", 1, 2),
                worker("b", Mode.NORMAL, "a", 1, 2));
        assertMissing("no admin", worker("a", Mode.FORMING, null, 1, 2), worker("b", Mode.FORMING, null, 1, 2));
        assertMissing("a does not know the whole room", worker("a", Mode.NORMAL, "b", 1, 1), SECOND);
        assertMissing("a does not know the whole room", worker("a", Mode.CARETAKER, "b", 1, 2), SECOND);
    }

    @Test
    void aProcessThatEndedIsFound() {
        assertThat(view(FIRST, SECOND).firstEnded()).isEmpty();
        assertThat(view(FIRST, new Worker("b", false, null)).firstEnded()).map(Worker::name).contains("b");
    }

    private static void assertMissing(String what, Worker... workers) {
        assertThat(view(workers).isComplete()).isFalse();
        assertThat(view(workers).missing()).isEqualTo(what);
    }

    private static ClusterView view(Worker... workers) {
        return new ClusterView(List.of(workers));
    }

    private static Worker worker(String name, Mode mode, @Nullable String admin, int links, int known) {
        List<WorkerEntry> workers = Stream.of("a", "b").limit(known)
                .map(id -> WorkerEntry.of(new PeerId(id), Profile.EMPTY.with(Profile.GPU_MEMORY_MB,
                        PropertyValue.of(id.equals("b") ? 2 : 1))))
                .toList();
        return new Worker(name, true, new RoomReport(new PeerId(name), mode, admin == null ? null : new PeerId(admin),
                7, links, known - 1, List.of(), workers));
    }
}
