package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.SeenRoom;
import dev.roommesh.model.Features;
import dev.roommesh.model.Mode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class MeshHealthIndicatorTest {
    private final PublishedView view = new PublishedView();
    private final AtomicBoolean registered = new AtomicBoolean();
    private final RegistryFlag registry = new RegistryFlag(null);
    private final MeshHealthIndicator indicator = new MeshHealthIndicator(view, registered::get, registry);

    @Test
    void aWorkerThatStartsIsNotInService() {
        Health health = indicator.health();
        assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.getDetails()).containsEntry("mode", "starting");
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void upIsWhereSomebodyHoldsTheOffice(Mode mode) {
        view.accept(SeenRoom.of(mode, null));
        boolean held = mode == Mode.NORMAL || mode == Mode.CARETAKER;
        assertThat(indicator.health().getStatus()).isEqualTo(held ? Status.UP : Status.OUT_OF_SERVICE);
        assertThat(indicator.health().getDetails()).containsEntry("mode", mode.word())
                .containsEntry("admin_peer_id", "ana").containsEntry("admin_term", 4L).containsEntry("links_open", 1L)
                .containsEntry("links_expected", 2);
    }

    @Test
    void whoTakesNoPartIsInServiceWhereTheServerHearsIt() {
        registry.serverDecided(Features.of(false));
        view.accept(SeenRoom.of(Mode.FORMING, null));
        assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        registered.set(true);
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
        assertThat(indicator.health().getDetails()).containsEntry("registry", "off, set by server")
                .doesNotContainKey("mode");
    }

    @Test
    void saysWhetherTheServerIsThere() {
        view.accept(SeenRoom.of(Mode.NORMAL, null));
        assertThat(indicator.health().getDetails()).containsEntry("signaling", "away");
        registered.set(true);
        assertThat(indicator.health().getDetails()).containsEntry("signaling", "registered");
    }
}
