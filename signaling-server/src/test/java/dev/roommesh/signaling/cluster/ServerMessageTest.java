package dev.roommesh.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerMessageTest {
    static Stream<ServerMessage> messages() {
        return Stream.of(new ServerMessage.Say("7", "{\"type\":\"ping\", \"a\": \"b c\"}"),
                new ServerMessage.EndWith("7", "{\"type\":\"error\"}"), new ServerMessage.End("7", "lease expired: go"),
                new ServerMessage.Answer(new RoomId("lab-1"), new PeerId("w:1"), "{\"type\":\"worker_list\"}"),
                new ServerMessage.Changed(new RoomId("lab-1"), "{\"v\":\"3\"}"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsSaidIsHeard(ServerMessage message) {
        assertThat(ServerMessage.of(message.text())).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "say", "say 7", "shout 7 x", "answer lab-1 worker", "answer la/b w {}",
            "answer lab-1 w! {}", "room la/b {}", "room  {}"})
    void whatCannotBeReadIsPassedOver(String text) {
        assertThat(ServerMessage.of(text)).isEmpty();
    }
}
