package dev.roommesh.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.signaling.limits.QuotaLimits;
import dev.roommesh.signaling.limits.Quotas;
import dev.roommesh.signaling.operation.SignalingProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

final class RequestQuotaTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final RequestQuota quota = new RequestQuota(new Quotas(new QuotaLimits(1, 1, 1, 1, 1, 1, 1, 1), () -> NOW),
            new DiscoveryAnswers(new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("roommesh",
                    SignalingProperties.class), new SimpleMeterRegistry()));

    private MockHttpServletResponse ask(String path, String address) throws IOException, ServletException {
        var request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        request.setRemoteAddr(address);
        var response = new MockHttpServletResponse();
        var rest = new MockFilterChain();
        quota.doFilter(request, response, rest);
        assertThat(rest.getRequest() != null).isEqualTo(response.getStatus() == 200);
        return response;
    }

    @Test
    void whoAsksTooMuchIsToldWhenToAskAgainAndOthersAreNotConcerned() throws IOException, ServletException {
        assertThat(ask("/create-room", "10.0.0.1").getStatus()).isEqualTo(200);
        assertThat(ask("/discover-workers", "10.0.0.1").getStatus()).isEqualTo(200);
        MockHttpServletResponse refused = ask("/create-room", "10.0.0.1");
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getContentAsString()).startsWith("{\"detail\":\"Too many requests");
        assertThat(ask("/create-room", "10.0.0.2").getStatus()).isEqualTo(200);
    }

    @Test
    void everyAnswerOfDiscoverySaysThatItIsDeprecated() throws IOException, ServletException {
        ask("/discover-workers", "10.0.0.1");
        ask("/discover-workers", "10.0.0.1");
        MockHttpServletResponse refused = ask("/discover-workers", "10.0.0.1");
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Deprecation")).isNotNull();
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    }

    @Test
    void healthAndSocketsAreLeftOutAndWhateverOperatorsDoIsNot() throws IOException, ServletException {
        for (int i = 0; i < 10; i++) {
            assertThat(ask("/health", "10.0.0.1").getStatus()).isEqualTo(200);
            assertThat(ask("/ws", "10.0.0.1").getStatus()).isEqualTo(200);
        }
        ask("/rooms/lab/tokens", "10.0.0.1");
        ask("/rooms", "10.0.0.1");
        assertThat(ask("/rooms/lab/tokens", "10.0.0.1").getStatus()).isEqualTo(429);
        assertThat(ask("/rooms", "10.0.0.1").getStatus()).isEqualTo(429);
    }
}
