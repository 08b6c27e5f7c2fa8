package dev.roommesh.signaling.http;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The page that shows a room: files in {@code static/ui}, which know nothing by themselves. What they show comes over the
 * socket, for a token. A request to upgrade {@code /} is the socket's, and never comes here.
 */
@Controller
final class PageController {
    static final String PATH = "/ui/";

    @GetMapping(PATH)
    String page() {
        return "forward:" + PATH + "index.html";
    }

    /** Relative, for there may be a path before it that a proxy has taken away. */
    @GetMapping("/")
    ResponseEntity<Void> fromRoot() {
        return to("ui/");
    }

    @GetMapping("/ui")
    ResponseEntity<Void> withSlash() {
        return to("ui/");
    }

    private static ResponseEntity<Void> to(String path) {
        return ResponseEntity.status(HttpStatus.FOUND).location(URI.create(path)).build();
    }
}
