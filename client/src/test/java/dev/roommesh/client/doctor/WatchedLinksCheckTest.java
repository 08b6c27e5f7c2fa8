package dev.roommesh.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedLinksCheckTest {
    private static MeshLink link(int a, int b, MeshLink.State state) {
        return new MeshLink(new PeerId("w%d".formatted(a)), new PeerId("w%d".formatted(b)), state);
    }

    @Test
    void aWholeMeshIsSaidInOneLine() {
        assertThat(WatchedLinksCheck.of(List.of(link(1, 2, MeshLink.State.OPEN), link(1, 3, MeshLink.State.OPEN))))
                .containsExactly(Finding.ok("mesh", "2 links are open, none is missing."));
    }

    @Test
    void eachLinkThatIsNotOpenIsNamedWithWhatToDo() {
        List<Finding> findings = WatchedLinksCheck.of(List.of(link(1, 2, MeshLink.State.OPEN),
                link(1, 3, MeshLink.State.OFFERING), link(2, 3, MeshLink.State.WAITING),
                link(3, 4, MeshLink.State.MISSING)));
        assertThat(findings).extracting(Finding::sentence).containsExactly("w1 - w3: it is being made.",
                "w2 - w3: it could not be made, and is tried again.", "w3 - w4: they do not hear each other.");
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.FAILURE);
            assertThat(finding.remedy()).contains("UDP");
        });
    }

    @Test
    void ofManyThereAreSoMany() {
        List<MeshLink> all = new ArrayList<>();
        for (int i = 0; i < MeshCheck.SHOWN_MAX + 2; i++)
            all.add(link(10 + i, 11 + i, MeshLink.State.MISSING));
        assertThat(WatchedLinksCheck.of(all)).hasSize(MeshCheck.SHOWN_MAX + 1).last().satisfies(
                last -> assertThat(last.sentence()).isEqualTo("2 more links are missing."));
    }

    @Test
    void whereNobodyTellsOfThemThatIsSaid() {
        assertThat(WatchedLinksCheck.of(List.of())).singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.SKIPPED));
    }
}
