package dev.roommesh.signaling.operation;

import dev.roommesh.model.IceServer;
import dev.roommesh.signaling.limits.QuotaLimits;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.token.RoomTokens;
import java.net.URI;
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
 * @param stateFolder where a server alone remembers revoked tokens and the operator's flags; several servers remember
 *         them in the engine
 * @param registry in which rooms workers keep the registry themselves, until an operator says otherwise
 * @param creationKey the operator's: who shows it creates rooms, gives out and revokes tokens, and changes flags; where
 *         there is none, whoever is on this machine is one, if nobody else can reach the server
 * @param lease 3 s at least; a peer's silence for this long ends its registration
 * @param restartGrace for how long after the start only ticket holders get into rooms that are not known here
 * @param roomIdle how long an empty room is remembered
 * @param tokenLifetime of the tokens that room creation gives out; at most 366 days
 * @param ticketLifetime longer than any time for which a peer stays connected without registering again
 * @param queryHedgeAfter when a second worker is asked, too; less than {@code queryAnswerWithin}
 * @param queryAnswerWithin when the registrations answer in the workers' place
 * @param httpDiscoverySunset until when discovery over HTTP stays, as its answers tell
 * @param perAddress what the sockets and requests of one address may do together
 * @param roomFramesPerSecond link signals and questions of one room; twice as many at once
 * @param roomChangesPerSecond profiles and admins that are reported in one room; twice as many at once
 * @param engine Redis or Valkey that several servers share, as {@code redis://HOST:6379}; a server alone has none
 * @param drainNotice how long a server that is told to end goes on, not ready, so that load balancers see it; where none
 *         is given, 2 s where there is an engine, and no time for a server alone
 * @param drainOver the time over which its sockets are ended then; where none is given, 5 s or no time
 * @param oldPeers what is there for the programs of before
 * @param iceServers STUN and TURN servers that peers are told of
 */
@ConfigurationProperties("roommesh")
public record SignalingProperties(@DefaultValue(".roommesh/signaling-secret") Path secretFile,
        @DefaultValue(".roommesh") Path stateFolder, @DefaultValue Registry registry,
        @Nullable String creationKey, @DefaultValue("45s") Duration lease, @DefaultValue("30s") Duration restartGrace,
        @DefaultValue("1h") Duration roomIdle, @DefaultValue("30d") Duration tokenLifetime,
        @DefaultValue("90d") Duration ticketLifetime, @DefaultValue("50ms") Duration queryHedgeAfter,
        @DefaultValue("2s") Duration queryAnswerWithin, @DefaultValue("2000") int roomsMax,
        @DefaultValue("12000") int socketsMax, @DefaultValue("2000") int framesPerSecond,
        @DefaultValue("10s") Duration registerWithin, @DefaultValue("10000") int pendingQueriesMax,
        @DefaultValue("1000") int pendingQueriesPerPeerMax, @DefaultValue("2028-01-01") LocalDate httpDiscoverySunset,
        @DefaultValue PerAddress perAddress, @DefaultValue("5000") int roomFramesPerSecond,
        @DefaultValue("200") int roomChangesPerSecond, @Nullable URI engine,
        @Nullable Duration drainNotice, @Nullable Duration drainOver,
        @DefaultValue OldPeers oldPeers, @DefaultValue List<IceServer> iceServers) {
    /**
     * What is there for old peers alone.
     *
     * @param createRooms whether who has signed in, which is anybody, may open rooms
     * @param ports beside {@code server.port}, on which everything is served as well; old peers have two fixed ones
     */
    public record OldPeers(@DefaultValue("false") boolean createRooms, @DefaultValue List<Integer> ports) {
        /** More than old peers know of. */
        private static final int PORTS_MAX = 4;
        private static final int PORT_MAX = 65_535;

        public OldPeers {
            ports = List.copyOf(ports);
            require(ports.size() <= PORTS_MAX && ports.stream().allMatch(port -> port >= 0 && port <= PORT_MAX),
                    "roommesh.old-peers.ports is " + ports + ", must be at most " + PORTS_MAX + " ports");
        }
    }

    /**
     * @param sockets open at a time
     * @param socketsPerSecond opened; twice as many at once, as with each of these rates
     */
    public record PerAddress(@DefaultValue("4000") int sockets, @DefaultValue("500") int socketsPerSecond,
            @DefaultValue("500") int registrationsPerSecond, @DefaultValue("20000") int framesPerSecond,
            @DefaultValue("50000000") int bytesPerSecond, @DefaultValue("2000") int requestsPerSecond) {}

    /** @param percentage of rooms, by a stable hash; 0 to 100 */
    public record Registry(@DefaultValue("true") boolean enabled, @DefaultValue("100") int percentage) {
        public Registry {
            require(percentage >= 0 && percentage <= 100,
                    "roommesh.registry.percentage is " + percentage + ", must be 0 to 100");
        }
    }

    private static final Duration LEASE_MIN = Duration.ofSeconds(3);
    private static final Duration DRAIN_NOTICE = Duration.ofSeconds(2);
    private static final Duration DRAIN_OVER = Duration.ofSeconds(5);

    public SignalingProperties {
        iceServers = List.copyOf(iceServers);
        require(lease.compareTo(LEASE_MIN) >= 0, "roommesh.lease is " + lease + ", must be at least " + LEASE_MIN);
        require(queryHedgeAfter.compareTo(queryAnswerWithin) < 0, "roommesh.query-hedge-after is " + queryHedgeAfter
                + ", must be less than roommesh.query-answer-within, which is " + queryAnswerWithin);
        require(roomIdle.compareTo(lease) >= 0, "roommesh.room-idle is " + roomIdle
                + ", must be at least roommesh.lease, which is " + lease);
        require(creationKey == null || creationKey.isBlank() || creationKey.matches("[A-Za-z0-9._~+/-]+=*"),
                "roommesh.creation-key must have letters and digits alone (or . _ ~ + / -), for it is a bearer token");
        require(tokenLifetime.isPositive() && tokenLifetime.compareTo(RoomTokens.LIFETIME_MAX) <= 0,
                "roommesh.token-lifetime is " + tokenLifetime + ", must be at most "
                        + RoomTokens.LIFETIME_MAX.toDays() + " days");
        require(!restartGrace.isNegative(), "roommesh.restart-grace must not be negative");
        require(roomsMax > 0 && socketsMax > 0 && framesPerSecond > 0 && pendingQueriesMax > 0
                && pendingQueriesPerPeerMax > 0, "the limits under roommesh must be greater than zero");
    }

    @Override
    public Duration drainNotice() {
        return drainNotice != null ? drainNotice : engine == null ? Duration.ZERO : DRAIN_NOTICE;
    }

    @Override
    public Duration drainOver() {
        return drainOver != null ? drainOver : engine == null ? Duration.ZERO : DRAIN_OVER;
    }

    public QuotaLimits quotas() {
        return new QuotaLimits(perAddress.sockets(), perAddress.socketsPerSecond(),
                perAddress.registrationsPerSecond(), perAddress.framesPerSecond(), perAddress.bytesPerSecond(),
                perAddress.requestsPerSecond(),
                roomFramesPerSecond, roomChangesPerSecond);
    }

    public RoomLimits roomLimits() {
        return new RoomLimits(roomsMax, lease, roomIdle, restartGrace);
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
