package dev.roommesh.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.doctor.Finding.Level;
import dev.roommesh.model.ConnectionFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static Finding check(String claims) {
        String body = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return TokenCheck.of(ConnectionFacts.of("http://127.0.0.1:1", "lab", "e30." + body + ".sig"), NOW);
    }

    private static String claims(String room, String role, long secondsLeft) {
        return "{\"room\":\"%s\",\"role\":\"%s\",\"exp\":%d}".formatted(room, role,
                NOW.getEpochSecond() + secondsLeft);
    }

    @Test
    void aTokenThatIsValidForLongIsFine() {
        assertThat(check(claims("lab", "any", 30 * 86_400))).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.sentence()).contains("role any", "30 days");
        });
    }

    @Test
    void oneOfAnotherRoomOrOneThatHasExpiredIsNot() {
        assertThat(check(claims("other", "any", 9_999))).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAILURE);
            assertThat(finding.sentence()).contains("for the room other, not for lab");
        });
        assertThat(check(claims("lab", "any", -7_300))).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAILURE);
            assertThat(finding.sentence()).contains("expired 2 hours ago");
        });
        assertThat(check(claims("lab", "any", 0)).level()).as("at its edge").isEqualTo(Level.FAILURE);
    }

    @Test
    void oneThatSoonExpiresOrIsForWorkersAloneIsWarnedOf() {
        assertThat(check(claims("lab", "any", TokenCheck.SOON.toSeconds() - 1)).level()).isEqualTo(Level.WARNING);
        assertThat(check(claims("lab", "any", TokenCheck.SOON.toSeconds())).level()).isEqualTo(Level.OK);
        assertThat(check(claims("lab", "worker", 9_999_999)).remedy()).contains("workers alone");
    }

    @Test
    void whatIsNoTokenIsSaidAndNotShown() {
        for (String token : new String[]{"secret", "a.b.c", "e30.!!.x", "e30.e30.x", "e30.W10.x"}) {
            Finding finding = TokenCheck.of(ConnectionFacts.of("http://127.0.0.1:1", "lab", token), NOW);
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.sentence() + finding.remedy()).doesNotContain(token);
        }
    }
}
