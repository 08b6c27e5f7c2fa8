package dev.roommesh.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFactsTest {
    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:8080, ws://127.0.0.1:8080/ws, http://127.0.0.1:8080",
            "http://127.0.0.1:8080/, ws://127.0.0.1:8080/ws, http://127.0.0.1:8080",
            "HTTPS://example.org, wss://example.org/ws, https://example.org",
            "ws://[::1]:9/ws, ws://[::1]:9/ws, http://[::1]:9",
            "wss://example.org/rooms/ws/, wss://example.org/rooms/ws, https://example.org/rooms"})
    void everyFormOfAnAddressLeadsToTheSamePlaces(String written, String webSocket, String http) {
        var facts = ConnectionFacts.of(" " + written + " ", "room", "t");

        assertThat(facts.webSocket()).hasToString(webSocket);
        assertThat(facts.http()).hasToString(http);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:8080", "ftp://host", "http://", "http://a b", "http://user:secret@host"})
    void whatIsNoAddressIsRefusedWithAnExample(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectionFacts.of(written, "room", "t"))
                .withMessage("a server's address looks like http://127.0.0.1:8080");
    }

    @Test
    void aTokenHasALimit() {
        String longest = "t".repeat(Limits.TOKEN_CHARS_MAX);

        assertThat(ConnectionFacts.of("http://h", "room", longest).token()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectionFacts.of("http://h", "room", longest + "t"))
                .withMessageContaining("4096");
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectionFacts.of("http://h", "room", " "));
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(ConnectionFacts.of("http://h", "room", "geheim").toString()).doesNotContain("geheim");
    }
}
