package dev.roommesh.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.IceServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IceServersTest {
    @Test
    void stunServersNeedNoCredential() {
        for (String good : List.of("stun:10.0.0.1", "stun:host.example:3478", "stuns:host:65535", "stun:[fe80::1]:1")) {
            assertThat(isUsable(good, null, null)).as(good).isTrue();
        }
    }

    @Test
    void turnServersNeedANameAndACredential() {
        String url = "turn:host:3478?transport=udp";
        assertThat(isUsable(url, "name", "secret")).isTrue();
        assertThat(isUsable(url, null, "secret")).isFalse();
        assertThat(isUsable(url, "name", null)).isFalse();
        assertThat(isUsable(url, "", "secret")).isFalse();
        assertThat(isUsable(url, "n".repeat(IceServers.CREDENTIAL_CHARS_MAX), "s")).isTrue();
        assertThat(isUsable(url, "n".repeat(IceServers.CREDENTIAL_CHARS_MAX + 1), "s")).isFalse();
    }

    @Test
    void whatTheLibraryWouldRefuseIsLeftOut() {
        for (String bad : List.of("", "nonsense", "stun:", "http://host", "stun:host:0", "stun:host:65536",
                "stun:host?transport=udp", "turn:host?transport=tls", "stun:ho st", "stun:host\n", "stun:[zz]")) {
            assertThat(isUsable(bad, "name", "secret")).as(bad).isFalse();
        }
    }

    @Test
    void thereAreSoManyAddressesAndNoMore() {
        var server = new IceServer(Collections.nCopies(IceServers.ADDRESSES_MAX - 1, "stun:host"), null, null);
        List<String> leftOut = new ArrayList<>();
        List<IceServer> usable = IceServers.usable(List.of(server, server), leftOut);
        assertThat(usable.stream().mapToInt(one -> one.urls().size()).sum()).isEqualTo(IceServers.ADDRESSES_MAX);
        assertThat(leftOut).hasSize(IceServers.ADDRESSES_MAX - 2);
    }

    private static boolean isUsable(String url, @Nullable String username, @Nullable String credential) {
        List<String> leftOut = new ArrayList<>();
        return !IceServers.usable(List.of(new IceServer(List.of(url), username, credential)), leftOut).isEmpty()
                && leftOut.isEmpty();
    }
}
