package dev.roommesh.signaling.cluster;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.signaling.features.RoomFeatures;
import dev.roommesh.signaling.operation.SignalingProperties;
import dev.roommesh.signaling.relay.ChannelRelay;
import dev.roommesh.signaling.relay.ForgetRelay;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.ReservationRelay;
import dev.roommesh.signaling.relay.Watches;
import dev.roommesh.signaling.token.Revocations;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Only where an engine is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("roommesh.engine")
class ClusterConfiguration {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    /** The connection that listens says nothing by itself: a host that is gone must be noticed all the same. */
    private static final SocketOptions.KeepAliveOptions ALIVE = SocketOptions.KeepAliveOptions.builder().enable()
            .idle(Duration.ofSeconds(5)).interval(Duration.ofSeconds(2)).count(3).build();
    /** Commands that wait for their turn; more fail at once. */
    private static final int REQUESTS_MAX = 10_000;
    private static final int NAME_BYTES = 6;

    @Bean(destroyMethod = "shutdown")
    ClientResources engineResources() {
        return ClientResources.builder()
                .reconnectDelay(Delay.fullJitter(Duration.ofMillis(10), Duration.ofSeconds(1), 10,
                        TimeUnit.MILLISECONDS))
                .build();
    }

    /** Lettuce by itself would queue without bound while the engine is away, and send it all when it is back. */
    @Bean
    LettuceConnectionFactory engineConnections(SignalingProperties settings, ClientResources resources) {
        ClientOptions options = ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUESTS_MAX)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_LIMIT).keepAlive(ALIVE).build())
                .timeoutOptions(TimeoutOptions.enabled(Engine.ANSWER_LIMIT)).build();
        URI engine = Objects.requireNonNull(settings.engine());
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                // rediss:// is TLS.
                .apply(RedisURI.create(engine.toString())).clientResources(resources)
                .clientOptions(options).commandTimeout(Engine.ANSWER_LIMIT).build();
        return new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(engine.toString()),
                client);
    }

    @Bean
    Cluster cluster(LettuceConnectionFactory connections, SignalingProperties settings, SignalCodec codec,
            InstantSource time) {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        return new Cluster(connections, HexFormat.of().formatHex(name), settings.roomLimits(), codec, time);
    }

    @Bean
    ClusterLife clusterLife(Cluster cluster, Queries queries, Watches watches,
            ReservationRelay reservations, ChannelRelay channels, ForgetRelay forgetting, Revocations revocations,
            RoomFeatures features) {
        return new ClusterLife(cluster, new Cluster.Parts(queries, watches, reservations, channels, forgetting,
                revocations, features));
    }

    @Bean
    EngineHealthIndicator engineHealthIndicator(Cluster cluster) {
        return new EngineHealthIndicator(cluster);
    }
}
