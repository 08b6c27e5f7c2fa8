package dev.roommesh.signaling.http;

import dev.roommesh.signaling.limits.Quotas;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers with 429 whoever asks too much over HTTP, before anything else is done for the request; health, metrics and
 * sockets are left out.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestQuota extends OncePerRequestFilter {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String SENTENCE = "Too many requests come from one address: ask again in a second.";

    private static final Set<String> PATHS = Set.of(DiscoveryController.PATH, RoomController.PATH, RoomsController.PATH,
            SignInController.PATH, DepartureController.PEER, DepartureController.PEERS_AND_ROOM);

    private final Quotas quotas;
    private final DiscoveryAnswers discovery;

    RequestQuota(Quotas quotas, DiscoveryAnswers discovery) {
        this.quotas = quotas;
        this.discovery = discovery;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // Decoded, as those who answer see it.
        String path = request.getServletPath();
        return !PATHS.contains(path) && !path.startsWith(RoomsController.PATH + "/")
                && !path.startsWith("/actuator/featureflags");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        if (quotas.mayAsk(request.getRemoteAddr())) {
            rest.doFilter(request, response);
            return;
        }
        ResponseEntity<String> busy = DiscoveryController.PATH.equals(request.getServletPath())
                ? discovery.busy(SENTENCE, RETRY)
                : JsonResponse.problem(JsonResponse.status(HttpStatus.TOO_MANY_REQUESTS)
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(RETRY.toSeconds())), SENTENCE);
        JsonResponse.write(busy, response);
    }
}
