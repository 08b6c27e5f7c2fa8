package dev.roommesh.client.doctor;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the signaling server answers, is ready, is of this version, and what its clock says. */
final class ServerCheck {
    static final Duration LIMIT = Duration.ofSeconds(5);
    static final int BODY_BYTES_MAX = 64 * 1024;
    /** Terms are made of seconds, and tokens expire by them; less than this nobody notices. */
    static final Duration CLOCK_OFF = Duration.ofSeconds(5);

    private static final String SERVER = "server";
    private static final String CLOCK = "clock";

    private final ConnectionFacts facts;
    private final String version;
    private final InstantSource clock;
    private final DiscoveryJson json = new DiscoveryJson();

    private record Health(String status, Instant timestamp, String version) {}

    private record Timed(HttpResponse<String> response, Instant halfWay, Duration took) {}

    ServerCheck(ConnectionFacts facts, String version, InstantSource clock) {
        this.facts = facts;
        this.version = version;
        this.clock = clock;
    }

    /** Empty where the server could be reached; else why not. */
    record Outcome(List<Finding> findings, boolean isReached) {}

    Outcome run() {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
        try {
            Timed answer = get(http, "/health");
            Optional<Health> health = json.decode(answer.response().body(),
                    Health.class) instanceof Decoded.Accepted<Health>(Health read)
                            ? Optional.of(read)
                            : Optional.empty();
            if (answer.response().statusCode() != 200 || health.isEmpty())
                return new Outcome(List.of(Finding.failure(SERVER, "What answers at " + facts.http()
                        + " is no signaling server (HTTP status " + answer.response().statusCode() + ").",
                        "Check --server; behind a proxy, check where it leads.")), false);
            List<Finding> findings = new ArrayList<>();
            findings.add(version(health.get(), answer.took()));
            findings.add(clock(health.get(), answer));
            findings.add(readiness(http));
            return new Outcome(findings, true);
        } catch (IOException unreachable) {
            return new Outcome(List.of(Finding.failure(SERVER, "Nothing answers at " + facts.http() + " ("
                    + unreachable.getClass().getSimpleName() + ").",
                    "Start a server (./roommesh up), or check --server, the network and its firewall.")), false);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Outcome(List.of(Finding.skipped(SERVER, "This was broken off.")), false);
        } finally {
            http.shutdownNow();
        }
    }

    private Timed get(HttpClient http, String path) throws IOException, InterruptedException {
        Instant sent = clock.instant();
        HttpResponse<String> response = await(http.sendAsync(
                HttpRequest.newBuilder(URI.create(facts.http() + path)).timeout(LIMIT).build(),
                BodyHandlers.limiting(BodyHandlers.ofString(), BODY_BYTES_MAX)));
        Duration took = Duration.between(sent, clock.instant());
        return new Timed(response, sent.plus(took.dividedBy(2)), took);
    }

    /** The time limit of a request ends with its headers. */
    private static <T> T await(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("no whole answer");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException known) throw known;
            throw new IOException(failed);
        }
    }

    private Finding version(Health health, Duration took) {
        String sentence = facts.http() + " answers in " + took.toMillis() + " ms, version " + health.version() + ".";
        return release(health.version()).equals(release(version))
                ? Finding.ok(SERVER, sentence)
                : Finding.warning(SERVER, sentence + " This is " + version + ".",
                        "Run the same version here and there, if something is odd.");
    }

    private static String release(String full) {
        return full.replaceFirst("-SNAPSHOT$", "");
    }

    private static Finding clock(Health health, Timed answer) {
        Duration off = Duration.between(answer.halfWay(), health.timestamp());
        if (off.abs().compareTo(CLOCK_OFF) <= 0)
            return Finding.ok(CLOCK, "The server's clock and this one are " + off.abs().toMillis() + " ms apart.");
        return Finding.warning(CLOCK, "The server's clock is " + off.abs().toSeconds() + " s "
                + (off.isNegative() ? "behind" : "ahead of") + " this one.",
                "Set both by NTP: tokens expire by the server's clock, and workers' terms grow with theirs.");
    }

    private Finding readiness(HttpClient http) throws InterruptedException {
        try {
            int status = get(http, "/actuator/health/readiness").response().statusCode();
            return switch (status) {
                case 200 -> Finding.ok("readiness", "The server takes newcomers.");
                case 503 -> Finding.failure("readiness", "The server is not ready: it is ending, or the engine that"
                        + " several servers share is away. Rooms go on, newcomers are refused.",
                        "Wait, or look at the server's log and at " + facts.http() + "/actuator/health.");
                default -> Finding.skipped("readiness", "The server does not show its readiness here (HTTP status "
                        + status + ").");
            };
        } catch (IOException silent) {
            return Finding.skipped("readiness", "The server does not show its readiness here.");
        }
    }
}
