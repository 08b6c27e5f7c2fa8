package dev.roommesh.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.doctor.Finding.Level;
import dev.roommesh.client.local.ClusterView;
import dev.roommesh.client.local.RoomReport;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeshCheckTest {
    private static RoomReport.Link open(String peer) {
        return new RoomReport.Link(new PeerId(peer), "open", 0, "");
    }

    private static RoomReport.Link missing(String peer, String reason) {
        return new RoomReport.Link(new PeerId(peer), "waiting", 3, reason);
    }

    private static ClusterView.Worker worker(String name, @Nullable String admin, RoomReport.Link... links) {
        return new ClusterView.Worker(name, true, new RoomReport(new PeerId(name), Mode.NORMAL,
                admin == null ? null : new PeerId(admin), 7, 0, links.length, List.of(links), List.of()));
    }

    private static List<Finding> check(ClusterView.Worker... workers) {
        return MeshCheck.of(new ClusterView(List.of(workers)));
    }

    @Test
    void aWholeMeshIsOneLineWithEachLinkCountedOnce() {
        assertThat(check(worker("a", "a", open("b"), open("c")), worker("b", "a", open("a"), open("c")),
                worker("c", "a", open("a"), open("b")))).singleElement().satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.OK);
                    assertThat(finding.sentence()).isEqualTo("3 links are open, none is missing.");
                });
    }

    @Test
    void aMissingLinkHasTheReasonsOfBothEnds() {
        assertThat(check(worker("a", "a", missing("b", "ICE failed")), worker("b", "a", missing("a", "no offer came"))))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.FAILURE);
                    assertThat(finding.sentence()).isEqualTo("a - b: ICE failed (waiting, attempt 3); no offer came"
                            + " (waiting, attempt 3).");
                });
    }

    @Test
    void whoHasEndedOrStandsStillIsSaid() {
        assertThat(check(new ClusterView.Worker("gone", false, null), new ClusterView.Worker("still", true, null)))
                .extracting(Finding::sentence)
                .contains("gone has ended.", "still runs and does not answer.");
    }

    @Test
    void whoFollowsAnotherAdminIsSaid() {
        assertThat(check(worker("a", "a"), worker("b", "b"), worker("c", null))).extracting(Finding::sentence)
                .contains("a follow a (term 7).", "b follow b (term 7).", "c follow nobody.");
    }

    @Test
    void ofManyMissingLinksSoManyAreShownAndTheRestIsCounted() {
        List<RoomReport.Link> links = new ArrayList<>();
        for (int i = 0; i <= MeshCheck.SHOWN_MAX; i++)
            links.add(missing("w" + (char) ('a' + i), "away"));
        List<Finding> findings = check(worker("a", "a", links.toArray(RoomReport.Link[]::new)));
        assertThat(findings).hasSize(MeshCheck.SHOWN_MAX + 1);
        assertThat(findings.getLast().sentence()).isEqualTo("1 more links are missing.");
    }
}
