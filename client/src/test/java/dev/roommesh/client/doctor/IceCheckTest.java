package dev.roommesh.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.doctor.Finding.Level;
import dev.roommesh.model.IceServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceCheckTest {
    private static Finding check(String url) {
        return IceCheck.of(List.of(new IceServer(List.of(url), null, null))).get(1);
    }

    /** Answers each request with the same bytes and another type. */
    private static DatagramSocket responder(int type, int flip) throws IOException {
        var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        Thread.startVirtualThread(() -> {
            var packet = new DatagramPacket(new byte[100], 100);
            try {
                while (true) {
                    socket.receive(packet);
                    packet.getData()[0] = (byte) type;
                    packet.getData()[19] ^= (byte) flip;
                    socket.send(packet);
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return socket;
    }

    @Test
    void aServerThatAnswersABindingRequestIsFine() throws Exception {
        try (var server = responder(1, 0)) {
            assertThat(check("stun:127.0.0.1:" + server.getLocalPort()).level()).isEqualTo(Level.OK);
            assertThat(check("turn:127.0.0.1:" + server.getLocalPort() + "?transport=udp").level())
                    .isEqualTo(Level.OK);
        }
    }

    @Test
    void whatAnswersSomethingElseOrNothingIsNot() throws Exception {
        try (var server = responder(0, 0)) {
            assertThat(check("stun:127.0.0.1:" + server.getLocalPort()).level()).isEqualTo(Level.FAILURE);
        }
        try (var server = responder(1, 1)) {
            assertThat(check("stun:127.0.0.1:" + server.getLocalPort()).level()).as("another's answer")
                    .isEqualTo(Level.FAILURE);
        }
        assertThat(check("stun:127.0.0.1:1").level()).isEqualTo(Level.FAILURE);
    }

    @Test
    void whatCannotBeTriedIsSaid() {
        assertThat(check("turns:turn.invalid:443").level()).isEqualTo(Level.SKIPPED);
        assertThat(check("turn:turn.invalid:443?transport=tcp").level()).isEqualTo(Level.SKIPPED);
        assertThat(check("http://here").level()).isEqualTo(Level.WARNING);
        assertThat(check("stun:127.0.0.1:70000").level()).isEqualTo(Level.WARNING);
        assertThat(IceCheck.of(List.of())).last().satisfies(
                finding -> assertThat(finding.sentence()).contains("names no STUN or TURN servers"));
    }
}
