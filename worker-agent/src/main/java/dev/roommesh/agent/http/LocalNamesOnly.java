package dev.roommesh.agent.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that name another host than this one, those to Actuator as well. A web page whose name its owner
 * points at 127.0.0.1 is no stranger to the browser that shows it; the name that it goes by is all that tells.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class LocalNamesOnly extends OncePerRequestFilter {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        if (NAMES.contains(request.getServerName().toLowerCase(Locale.ROOT))) {
            rest.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getWriter()
                .write("{\"message\":\"Ask a worker as 127.0.0.1, localhost or [::1]; nothing else may.\"}");
    }
}
