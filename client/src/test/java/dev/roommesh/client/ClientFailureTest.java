package dev.roommesh.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientFailureTest {
    static Stream<ClientFailure> failures() {
        return Stream.of(new ClientFailure.Unreachable(URI.create("http://h")),
                new ClientFailure.NoWebSocket(URI.create("http://h"), 404),
                new ClientFailure.Refused(ErrorCode.UNAUTHORIZED, "no"),
                new ClientFailure.Refused(ErrorCode.ROOM_NOT_FOUND, "no."),
                new ClientFailure.TimedOut("answer", Duration.ofSeconds(5)), new ClientFailure.ProtocolViolation("x"),
                new ClientFailure.Disconnected("x"), new ClientFailure.TooManyPending(64));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachSaysInOneLineWhatToDo(ClientFailure failure) {
        assertThat(failure.sentence()).hasLineCount(1).endsWith(".").doesNotContain("..")
                .containsPattern("check|Check|try|wait");
    }

    @Test
    void noServerIsToldWithTheRemedy() {
        assertThat(new ClientFailure.Unreachable(URI.create("http://127.0.0.1:8080")).sentence()).isEqualTo(
                "No signaling server answers at http://127.0.0.1:8080; start one with ./roommesh up or check --server.");
    }

    @Test
    void aServersSentenceCannotDriveTheTerminal() {
        assertThat(new ClientFailure.Refused(ErrorCode.OTHER, "\u001b[2Jgone\n").sentence())
                .isEqualTo("The server refused: ?[2Jgone?.");
    }
}
