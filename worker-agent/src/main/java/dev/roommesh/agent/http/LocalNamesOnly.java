package dev.roommesh.agent.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses requests that name another host than this one. A web page whose name its owner points at 127.0.0.1 is no
 * stranger to the browser that shows it; the name that it goes by is all that tells.
 */
@Component
public final class LocalNamesOnly implements HandlerInterceptor, WebMvcConfigurer {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (NAMES.contains(request.getServerName().toLowerCase(Locale.ROOT))) return true;
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getWriter()
                .write("{\"message\":\"Ask a worker as 127.0.0.1, localhost or [::1]; nothing else may.\"}");
        return false;
    }
}
