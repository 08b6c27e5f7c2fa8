package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.operation.RegistryFlag.Change;
import dev.roommesh.agent.operation.RegistryFlag.Standing;
import dev.roommesh.model.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistryFlagTest {
    private static final Features ON = Features.of(true);
    private static final Features OFF = Features.of(false);

    private final List<Change> changes = new ArrayList<>();

    private RegistryFlag flag(@Nullable Boolean environment) {
        var flag = new RegistryFlag(environment);
        flag.listen(changes::add);
        return flag;
    }

    @Test
    void theServerDecidesOnceItWasHeard() {
        RegistryFlag flag = flag(null);
        assertThat(flag.standing()).isEqualTo(new Standing(true, "default"));
        flag.serverDecided(ON);
        assertThat(flag.standing()).isEqualTo(new Standing(true, "server"));
        assertThat(changes).isEmpty();
        flag.serverDecided(OFF);
        assertThat(flag.standing()).isEqualTo(new Standing(false, "server"));
        assertThat(flag.wanted()).as("it would take part if the room did").isTrue();
        flag.serverDecided(ON);
        assertThat(changes).containsExactly(new Change(false, false), new Change(true, true));
    }

    @Test
    void theEnvironmentKeepsAWorkerOut() {
        RegistryFlag flag = flag(false);
        assertThat(flag.standing()).isEqualTo(new Standing(false, "ENABLE_ROOM_REGISTRY"));
        assertThat(flag.wanted()).isFalse();
        flag.serverDecided(ON);
        flag.serverDecided(OFF);
        flag.serverDecided(ON);
        assertThat(changes).isEmpty();
        assertThat(flag(true).standing()).isEqualTo(new Standing(true, "ENABLE_ROOM_REGISTRY"));
    }

    @Test
    void theOperatorStandsAboveTheEnvironmentAndBelowTheServersNo() {
        RegistryFlag flag = flag(false);
        flag.serverDecided(ON);
        flag.operatorDecided(Optional.of(true));
        assertThat(flag.standing()).isEqualTo(new Standing(true, "operator"));
        flag.operatorDecided(Optional.of(false));
        flag.operatorDecided(Optional.empty());
        assertThat(flag.standing().setBy()).isEqualTo("ENABLE_ROOM_REGISTRY");
        assertThat(changes).containsExactly(new Change(true, true), new Change(false, true));
        flag.serverDecided(OFF);
        flag.operatorDecided(Optional.of(true));
        assertThat(flag.standing()).isEqualTo(new Standing(false, "server"));
        assertThat(changes).as("the server must know it for later").hasSize(3).last()
                .isEqualTo(new Change(false, true));
    }

    @Test
    void theEndpointShowsAndChangesIt() {
        RegistryFlag flag = flag(null);
        var endpoint = new FeatureFlagsEndpoint(flag);
        assertThat(endpoint.flags()).isEqualTo(Map.of("registry", new Standing(true, "default")));
        assertThat(endpoint.set("registry", false).getStatus()).isEqualTo(200);
        assertThat(endpoint.flags()).isEqualTo(Map.of("registry", new Standing(false, "operator")));
        assertThat(endpoint.set("registry", null).getStatus()).isEqualTo(400);
        assertThat(endpoint.set("other", true).getStatus()).isEqualTo(404);
        assertThat(endpoint.reset("registry").getStatus()).isEqualTo(200);
        assertThat(flag.standing()).isEqualTo(new Standing(true, "default"));
        assertThat(changes).containsExactly(new Change(false, true), new Change(true, true));
    }
}
