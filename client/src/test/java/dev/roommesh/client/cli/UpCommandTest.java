package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ConnectionFacts;
import org.junit.jupiter.api.Test;

class UpCommandTest {
    private static final ConnectionFacts FACTS = ConnectionFacts.of("ws://127.0.0.1:8080/ws", "1a2b3c4d", "a.b-c_d");

    @Test
    void onATerminalTheAddressOfThePageOpensTheRoom() {
        assertThat(UpCommand.page(FACTS, true)).isEqualTo("http://127.0.0.1:8080/ui/#room=1a2b3c4d&token=a.b-c_d");
    }

    @Test
    void whatMayBeKeptByOthersHoldsNoToken() {
        assertThat(UpCommand.page(FACTS, false)).startsWith("http://127.0.0.1:8080/ui/ ").doesNotContain("a.b-c_d")
                .contains("connection.json");
    }
}
