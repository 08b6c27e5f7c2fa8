package dev.roommesh.signaling.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roommesh.model.RoomId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RegistrySettingTest {
    private static final List<RoomId> ROOMS = IntStream.range(0, 10_000)
            .mapToObj(i -> new RoomId(Integer.toHexString(i * 7919 + 0x1000000).substring(1))).toList();

    private static Set<RoomId> in(boolean enabled, int percentage) {
        var setting = new RegistrySetting(enabled, percentage);
        return ROOMS.stream().filter(setting::includes).collect(Collectors.toSet());
    }

    @Test
    void eachShareIsAboutWhatItShouldBe() {
        for (int percentage = 0; percentage <= 100; percentage += 5)
            assertThat(in(true, percentage).size() / 100.0).isBetween(percentage - 1.5, percentage + 1.5);
        assertThat(in(true, 0)).isEmpty();
        assertThat(in(true, 100)).hasSize(10_000);
        assertThat(in(false, 100)).isEmpty();
    }

    @Test
    void aRoomThatIsInStaysIn() {
        for (int percentage = 0; percentage < 100; percentage++)
            assertThat(in(true, percentage + 1).containsAll(in(true, percentage))).as("%d", percentage).isTrue();
    }

    /** SHA-256 of "lab" begins with a51146d3, of "room" with 1f1c5b2f (sha256sum): 64.5 and 12.2 of 100. */
    @Test
    void theHashIsTheSameEverywhere() {
        assertThat(new RegistrySetting(true, 13).includes(new RoomId("room"))).isTrue();
        assertThat(new RegistrySetting(true, 12).includes(new RoomId("room"))).isFalse();
        assertThat(new RegistrySetting(true, 65).includes(new RoomId("lab"))).isTrue();
        assertThat(new RegistrySetting(true, 64).includes(new RoomId("lab"))).isFalse();
    }

    @Test
    void whatIsNoPercentageIsRefusedAndNoTextIsTakenForOne() {
        for (int none : new int[]{-1, 101})
            assertThatIllegalArgumentException().isThrownBy(() -> new RegistrySetting(true, none));
        for (String none : List.of("", "true", "true 101", "yes 5", "true -1", "true 5 6", "true 5.0"))
            assertThat(RegistrySetting.of(none)).isEmpty();
        var setting = new RegistrySetting(false, 50);
        assertThat(RegistrySetting.of(setting.text())).contains(setting);
    }
}
