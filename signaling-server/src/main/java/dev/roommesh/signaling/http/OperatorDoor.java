package dev.roommesh.signaling.http;

import dev.roommesh.signaling.operation.SignalingProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Lets operators in: who shows {@code roommesh.creation-key} as a bearer token; where there is none, and only this machine
 * reaches the server, whoever asks by a name of this machine and not through a proxy. Never a page of another origin: one
 * whose name its owner points at 127.0.0.1 is of the same origin to the browser that shows it.
 */
final class OperatorDoor extends OncePerRequestFilter implements OpaqueTokenIntrospector, AuthenticationEntryPoint {
    /** What an old peer that goes through is called. */
    static final String OLD_PEER = "old-peer";
    private static final String KEY = "Operators alone may do this here: send the key that roommesh.creation-key has, as "
            + "Authorization: Bearer KEY.";
    private static final String KEY_OR_ROOM = KEY
            + " Old peers may open rooms only where roommesh.old-peers.create-rooms "
            + "is true: else ask an operator for a room and its token.";
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final List<String> PROXIED = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
            "X-Forwarded-Proto", "X-Real-IP", "Via");

    private final SignalingProperties settings;
    private final boolean keyless;
    private final Predicate<String> oldPeers;

    /**
     * A door that operators go through.
     *
     * @param keyless whether the key is not asked for
     * @param oldPeers whether an old peer that shows this may go through, too
     */
    OperatorDoor(SignalingProperties settings, boolean keyless, Predicate<String> oldPeers) {
        this.oldPeers = oldPeers;
        this.settings = settings;
        this.keyless = keyless;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain rest)
            throws ServletException, IOException {
        if (!WebUtils.isSameOrigin(new ServletServerHttpRequest(request)))
            refuse(response, HttpStatus.FORBIDDEN, "Pages of another origin may not do this.");
        else if (keyless && !isFromHere(request))
            refuse(response, HttpStatus.FORBIDDEN,
                    "Without a key operators ask as 127.0.0.1, localhost or [::1], and not through a proxy: set "
                            + "roommesh.creation-key.");
        else
            rest.doFilter(request, response);
    }

    private static boolean isFromHere(HttpServletRequest request) {
        return LOCAL_NAMES.contains(request.getServerName().toLowerCase(Locale.ROOT))
                && PROXIED.stream().allMatch(header -> request.getHeader(header) == null);
    }

    /** The key is compared in a time that does not depend on how much of the key is right. */
    @Override
    public OAuth2AuthenticatedPrincipal introspect(String shown) {
        if (oldPeers.test(shown)) return new DefaultOAuth2AuthenticatedPrincipal(Map.of("sub", OLD_PEER), List.of());
        String key = settings.creationKey();
        if (key == null || key.isBlank() || !MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8),
                shown.getBytes(StandardCharsets.UTF_8)))
            throw new BadOpaqueTokenException("no key");
        return new DefaultOAuth2AuthenticatedPrincipal(Map.of("sub", "operator"), List.of());
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        refuse(response, HttpStatus.UNAUTHORIZED, RoomController.PATH.equals(request.getServletPath())
                ? KEY_OR_ROOM
                : KEY);
    }

    private static void refuse(HttpServletResponse response, HttpStatus status, String sentence) throws IOException {
        JsonResponse.write(JsonResponse.problem(JsonResponse.status(status), sentence), response);
    }
}
