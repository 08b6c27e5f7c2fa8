package dev.roommesh.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WebRtcUnavailableTest {
    @Test
    void aMissingLibraryIsOneSentenceWithTheRemedy() {
        var cause = new ExceptionInInitializerError(new RuntimeException("Load library failed",
                new UnsatisfiedLinkError("libpulse.so.0: cannot open shared object file")));
        assertThat(new WebRtcUnavailable(cause)).hasMessageContaining("libpulse.so.0: cannot open")
                .hasMessageContaining("apt-get install libpulse0 libx11-6");
    }
}
