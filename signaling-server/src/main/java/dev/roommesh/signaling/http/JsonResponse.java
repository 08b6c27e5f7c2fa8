package dev.roommesh.signaling.http;

import dev.roommesh.codec.DiscoveryJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Writes answers where no controller is reached: to whoever is refused on the way. */
final class JsonResponse {
    private static final DiscoveryJson JSON = new DiscoveryJson();

    private JsonResponse() {}

    static ResponseEntity.BodyBuilder status(HttpStatus status) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
    }

    static ResponseEntity<String> problem(ResponseEntity.BodyBuilder response, String sentence) {
        return response.body(JSON.encodeAny(new Problem(sentence)));
    }

    static void write(ResponseEntity<String> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.getWriter().write(Objects.requireNonNull(answer.getBody()));
    }
}
