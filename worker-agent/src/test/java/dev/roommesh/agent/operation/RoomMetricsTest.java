package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.SeenRoom;
import dev.roommesh.model.Mode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RoomMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void linksAreCountedByTheirStateAndTheModeIsOneOfFour() {
        var view = new PublishedView();
        new RoomMetrics(view).bindTo(registry);
        assertThat(value("roommesh.room.links", "state", "open")).as("before the first view").isZero();
        view.accept(SeenRoom.of(Mode.READ_ONLY, null));
        assertThat(value("roommesh.room.links", "state", "open")).isEqualTo(1);
        assertThat(value("roommesh.room.links", "state", "waiting")).isEqualTo(1);
        assertThat(value("roommesh.room.links", "state", "offering")).isZero();
        assertThat(registry.get("roommesh.room.links.expected").gauge().value()).isEqualTo(2);
        assertThat(registry.get("roommesh.room.document.epoch").gauge().value()).isEqualTo(2);
        assertThat(value("roommesh.room.mode", "mode", "read-only")).isEqualTo(1);
        assertThat(value("roommesh.room.mode", "mode", "normal")).isZero();
    }

    private double value(String name, String label, String word) {
        return registry.get(name).tag(label, word).gauge().value();
    }
}
