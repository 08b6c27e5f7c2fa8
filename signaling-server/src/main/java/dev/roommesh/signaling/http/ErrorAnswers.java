package dev.roommesh.signaling.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What no endpoint answers is refused in the same form as what an endpoint refuses. */
@RestController
final class ErrorAnswers implements ErrorController {
    @RequestMapping("/error")
    ResponseEntity<Problem> refuse(HttpServletRequest request) {
        HttpStatus status = statusOf(request);
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON)
                .body(new Problem(status.getReasonPhrase() + "."));
    }

    /** Who asks for this path by its name finds nothing: there is no error to tell of. */
    private static HttpStatus statusOf(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.ERROR) return HttpStatus.NOT_FOUND;
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer known ? HttpStatus.resolve(known) : null;
        return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    }
}
