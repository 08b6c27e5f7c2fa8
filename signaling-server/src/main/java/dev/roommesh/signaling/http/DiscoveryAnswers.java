package dev.roommesh.signaling.http;

import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.signaling.operation.SignalingProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Answers to discovery over HTTP, counted. Each says since when it is deprecated ({@code Deprecation}, RFC 9745), how
 * long it stays ({@code Sunset}, RFC 8594), and what to use instead ({@code Link}).
 */
@Component
final class DiscoveryAnswers {
    /** Clients that watch or ask over a socket have been the better way since then. */
    static final LocalDate DEPRECATED_SINCE = LocalDate.of(2026, 11, 1);

    private static final List<HttpStatus> STATUSES = List.of(HttpStatus.OK, HttpStatus.BAD_REQUEST,
            HttpStatus.UNAUTHORIZED, HttpStatus.FORBIDDEN, HttpStatus.CONTENT_TOO_LARGE, HttpStatus.TOO_MANY_REQUESTS);

    private final DiscoveryJson json = new DiscoveryJson();
    private final Map<HttpStatus, Counter> counters = new TreeMap<>();
    private final HttpHeaders headers = new HttpHeaders();

    DiscoveryAnswers(SignalingProperties settings, MeterRegistry registry) {
        for (HttpStatus status : STATUSES)
            counters.put(status,
                    registry.counter("roommesh.http.discoveries", "status", Integer.toString(status.value())));
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set("Deprecation", "@" + DEPRECATED_SINCE.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        ZonedDateTime sunset = settings.httpDiscoverySunset().atStartOfDay(ZoneOffset.UTC);
        headers.set("Sunset", DateTimeFormatter.RFC_1123_DATE_TIME.format(sunset));
        headers.set(HttpHeaders.LINK, "</ws>; rel=\"successor-version\"");
    }

    ResponseEntity<String> found(WorkerAnswer answer) {
        return counted(HttpStatus.OK).body(json.encode(answer));
    }

    ResponseEntity<String> busy(String sentence, Duration retryAfter) {
        long seconds = Math.max(1, Math.ceilDiv(retryAfter.toMillis(), 1_000L));
        return counted(HttpStatus.TOO_MANY_REQUESTS).header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                .body(json.encodeAny(new Problem(sentence)));
    }

    ResponseEntity<String> refused(HttpStatus status, String sentence) {
        ResponseEntity.BodyBuilder response = counted(status);
        if (status == HttpStatus.UNAUTHORIZED) response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        return response.body(json.encodeAny(new Problem(sentence)));
    }

    private ResponseEntity.BodyBuilder counted(HttpStatus status) {
        Counter counter = counters.get(status);
        if (counter == null) throw new IllegalArgumentException("discovery never answers with " + status);
        counter.increment();
        return ResponseEntity.status(status).headers(headers);
    }
}
