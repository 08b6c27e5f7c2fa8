package dev.roommesh.agent.http;

import dev.roommesh.codec.DiscoveryJson;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What no endpoint answers is refused in the same form as what an endpoint refuses. */
@RestController
public final class ErrorAnswers implements ErrorController {
    private final DiscoveryJson json = new DiscoveryJson();

    @RequestMapping("/error")
    ResponseEntity<String> refuse(HttpServletRequest request) {
        HttpStatus status = statusOf(request);
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON)
                .body(json.encodeAny(Map.of("message", sentence(status))));
    }

    /** Who asks for this path by its name finds nothing: there is no error to tell of. */
    private static HttpStatus statusOf(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.ERROR) return HttpStatus.NOT_FOUND;
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer known ? HttpStatus.resolve(known) : null;
        return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    }

    private static String sentence(HttpStatus status) {
        // PUT /status is the only one that reads a body.
        return status == HttpStatus.UNSUPPORTED_MEDIA_TYPE
                ? "Send the status as JSON, with Content-Type: application/json."
                : status.getReasonPhrase() + ".";
    }
}
