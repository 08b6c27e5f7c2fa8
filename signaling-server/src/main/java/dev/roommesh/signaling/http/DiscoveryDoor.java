package dev.roommesh.signaling.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/** Tells whoever may not ask over HTTP what to send. */
@Component
final class DiscoveryDoor implements AuthenticationEntryPoint, AccessDeniedHandler {
    static final String SENTENCE = "The token is missing, wrong, expired, revoked, or for another room: send the token "
            + "of the room as Authorization: Bearer TOKEN.";

    private final DiscoveryAnswers answers;

    DiscoveryDoor(DiscoveryAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        JsonResponse.write(answers.refused(HttpStatus.UNAUTHORIZED, SENTENCE), response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        JsonResponse.write(answers.refused(HttpStatus.FORBIDDEN,
                "The token lets in workers alone: send one whose role is client or any."), response);
    }
}
