package dev.roommesh.signaling.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.features.RoomFeatures.Operators;
import dev.roommesh.signaling.features.RoomFeatures.Standing;
import dev.roommesh.signaling.state.StateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoomFeaturesTest {
    private static final RoomId ROOM = new RoomId("room");
    private static final Standing CONFIGURED = new Standing(RegistrySetting.EVERYWHERE, "configuration");
    private static final RegistrySetting NOWHERE = new RegistrySetting(false, 100);

    @TempDir
    private Path folder;

    @Test
    void theOperatorStandsAboveTheConfigurationUntilItIsLeftToThatAgain() {
        var told = new AtomicInteger();
        try (var features = new RoomFeatures(CONFIGURED, Optional.empty(),
                (_, basedOn) -> OptionalLong.of(basedOn + 1))) {
            features.listen(told::incrementAndGet);
            assertThat(features.hasRegistry(ROOM)).isTrue();
            assertThat(features.set(_ -> Optional.of(NOWHERE))).isTrue();
            assertThat(features.hasRegistry(ROOM)).isFalse();
            assertThat(features.standing()).isEqualTo(new Standing(NOWHERE, "operator"));
            await().atMost(Duration.ofSeconds(10)).until(() -> told.get() == 1);
            assertThat(features.set(_ -> Optional.empty())).isTrue();
            assertThat(features.hasRegistry(ROOM)).isTrue();
            assertThat(features.standing()).isEqualTo(CONFIGURED);
            await().atMost(Duration.ofSeconds(10)).until(() -> told.get() == 2);
        }
    }

    @Test
    void whatIsOlderChangesNothing() {
        try (var features = new RoomFeatures(CONFIGURED, Optional.empty(), (_, _) -> OptionalLong.of(7))) {
            features.set(_ -> Optional.of(NOWHERE));
            features.learn(new Operators(6, Optional.empty()));
            assertThat(features.standing().setting()).isEqualTo(NOWHERE);
            features.learn(new Operators(8, Optional.empty()));
            assertThat(features.standing()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void aChangeIsMadeFromWhatStands() {
        try (var features = new RoomFeatures(CONFIGURED, Optional.of(NOWHERE), (_, on) -> OptionalLong.of(on + 1))) {
            features.set(before -> Optional.of(new RegistrySetting(before.enabled(), 50)));
            assertThat(features.standing().setting()).isEqualTo(new RegistrySetting(false, 50));
        }
    }

    @Test
    void whatCannotBeKeptChangesNothing() {
        try (var features = new RoomFeatures(CONFIGURED, Optional.empty(), (_, _) -> OptionalLong.empty())) {
            assertThat(features.set(_ -> Optional.of(NOWHERE))).isFalse();
            assertThat(features.hasRegistry(ROOM)).isTrue();
            assertThat(features.standing()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void theOperatorsSettingOutlivesTheServer() throws Exception {
        Path path = folder.resolve("feature-flags");
        var file = new FlagFile(new StateFile(path));
        assertThat(file.read()).isEmpty();
        try (var features = new RoomFeatures(CONFIGURED, file.read(), file)) {
            features.set(_ -> Optional.of(NOWHERE));
        }
        try (var features = new RoomFeatures(CONFIGURED, file.read(), file)) {
            assertThat(features.hasRegistry(ROOM)).isFalse();
            features.set(_ -> Optional.empty());
        }
        assertThat(file.read()).isEmpty();
        Files.writeString(path, "often\n");
        assertThatThrownBy(file::read).isInstanceOf(StateFile.Unreadable.class).hasMessageContaining("is one line");
    }
}
