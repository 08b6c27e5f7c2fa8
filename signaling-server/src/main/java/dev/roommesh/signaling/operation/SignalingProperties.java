package dev.roommesh.signaling.operation;

import dev.roommesh.model.IceServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What operators can set. Durations as Spring reads them ({@code 30s}, {@code 2h}).
 *
 * @param secretFile whose bytes sign tokens; made when missing, on a server that only this machine can reach
 * @param creationKey who shows it may create rooms; not asked for on a server that only this machine can reach
 * @param lease 3 s at least; a peer's silence for this long ends its registration
 * @param restartGrace for how long after the start only ticket holders get into rooms that are not known here
 * @param roomIdle how long an empty room is remembered
 * @param tokenLifetime of the tokens that room creation gives out
 * @param ticketLifetime longer than any time for which a peer stays connected without registering again
 * @param queryHedgeAfter when a second worker is asked, too; less than {@code queryAnswerWithin}
 * @param queryAnswerWithin when the registrations answer in the workers' place
 * @param httpDiscoverySunset until when discovery over HTTP stays, as its answers tell
 * @param iceServers STUN and TURN servers that peers are told of
 */
@ConfigurationProperties("roommesh")
public record SignalingProperties(@DefaultValue(".roommesh/signaling-secret") Path secretFile,
        @Nullable String creationKey, @DefaultValue("45s") Duration lease, @DefaultValue("30s") Duration restartGrace,
        @DefaultValue("1h") Duration roomIdle, @DefaultValue("30d") Duration tokenLifetime,
        @DefaultValue("90d") Duration ticketLifetime, @DefaultValue("50ms") Duration queryHedgeAfter,
        @DefaultValue("2s") Duration queryAnswerWithin, @DefaultValue("2000") int roomsMax,
        @DefaultValue("12000") int socketsMax, @DefaultValue("2000") int framesPerSecond,
        @DefaultValue("10s") Duration registerWithin, @DefaultValue("10000") int pendingQueriesMax,
        @DefaultValue("1000") int pendingQueriesPerPeerMax, @DefaultValue("2028-01-01") LocalDate httpDiscoverySunset,
        @DefaultValue List<IceServer> iceServers) {
    private static final Duration LEASE_MIN = Duration.ofSeconds(3);

    public SignalingProperties {
        iceServers = List.copyOf(iceServers);
        require(lease.compareTo(LEASE_MIN) >= 0, "roommesh.lease is " + lease + ", must be at least " + LEASE_MIN);
        require(queryHedgeAfter.compareTo(queryAnswerWithin) < 0, "roommesh.query-hedge-after is " + queryHedgeAfter
                + ", must be less than roommesh.query-answer-within, which is " + queryAnswerWithin);
        require(!restartGrace.isNegative(), "roommesh.restart-grace must not be negative");
        require(roomsMax > 0 && socketsMax > 0 && framesPerSecond > 0 && pendingQueriesMax > 0
                && pendingQueriesPerPeerMax > 0, "the limits under roommesh must be greater than zero");
    }

    /** Keys never reach a log. */
    @Override
    public String toString() {
        return "SignalingProperties[lease=" + lease + "]";
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) throw new IllegalArgumentException(sentence);
    }
}
