package dev.roommesh.signaling.http;

import java.time.Instant;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Health as old peers read it; Actuator tells more. */
@RestController
final class HealthController {
    private final InstantSource time;
    private final String version;

    HealthController(InstantSource time, ObjectProvider<BuildProperties> build) {
        this.time = time;
        BuildProperties facts = build.getIfAvailable();
        String built = facts == null ? null : facts.getVersion();
        this.version = built == null ? "unknown" : built;
    }

    /** @param timestamp of the server, ISO 8601 in UTC */
    record Health(String status, Instant timestamp, String version) {}

    @GetMapping("/health")
    Health health() {
        return new Health("healthy", time.instant(), version);
    }
}
