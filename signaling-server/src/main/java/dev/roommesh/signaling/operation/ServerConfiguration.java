package dev.roommesh.signaling.operation;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.signaling.cluster.Cluster;
import dev.roommesh.signaling.features.FlagFile;
import dev.roommesh.signaling.features.RegistrySetting;
import dev.roommesh.signaling.features.RoomFeatures;
import dev.roommesh.signaling.limits.Quotas;
import dev.roommesh.signaling.oldpeer.OldRelay;
import dev.roommesh.signaling.relay.Alarms;
import dev.roommesh.signaling.relay.ChannelRelay;
import dev.roommesh.signaling.relay.ForgetRelay;
import dev.roommesh.signaling.relay.LinkRelay;
import dev.roommesh.signaling.relay.OtherServers;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.QueryLimits;
import dev.roommesh.signaling.relay.ReservationRelay;
import dev.roommesh.signaling.relay.Watches;
import dev.roommesh.signaling.room.Introduction;
import dev.roommesh.signaling.room.LocalRooms;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.state.StateFile;
import dev.roommesh.signaling.token.RevocationFile;
import dev.roommesh.signaling.token.Revocations;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.token.SecretFile;
import dev.roommesh.signaling.websocket.Gate;
import dev.roommesh.signaling.websocket.RoomTerms;
import dev.roommesh.signaling.websocket.Services;
import dev.roommesh.signaling.websocket.SignalingHandler;
import dev.roommesh.signaling.websocket.SocketLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Turns configuration into the objects of the server. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
    private static final String REVOKED = "revoked-tokens";
    private static final String FLAGS = "feature-flags";
    private static final String REGISTRY_VARIABLE = "ENABLE_ROOM_REGISTRY";

    @Bean
    InstantSource time() {
        return new SteadyTime();
    }

    @Bean
    SignalCodec codec() {
        return new SignalCodec();
    }

    @Bean
    Exposure exposure(ServerProperties web, Environment environment) {
        Exposure server = Exposure.of(web.getAddress());
        Binder settings = Binder.get(environment);
        boolean ownPort = settings.bind("management.server.port", Integer.class).isBound();
        return ownPort
                ? server.beside(settings.bind("management.server.address", InetAddress.class).orElse(null))
                : server;
    }

    @Bean
    RoomTokens tokens(SignalingProperties settings, Exposure exposure, Revocations revocations, InstantSource time) {
        return switch (SecretFile.read(settings.secretFile(), exposure.localOnly(), new SecureRandom())) {
            case SecretFile.Reading.Secret secret ->
                new RoomTokens(secret.bytes(), settings.tokenLifetime(), settings.ticketLifetime(), revocations,
                        time);
            case SecretFile.Reading.Missing missing -> throw new StartRefused(missing.sentence());
        };
    }

    @Bean
    Revocations revocations(SignalingProperties settings, InstantSource time, Optional<Cluster> cluster) {
        if (cluster.isPresent()) return new Revocations(cluster.get().revocations(), time);
        var file = new RevocationFile(new StateFile(settings.stateFolder().resolve(REVOKED)));
        try {
            var revocations = new Revocations(file, time);
            revocations.learn(file.read());
            return revocations;
        } catch (StateFile.Unreadable unreadable) {
            throw new StartRefused(unreadable.sentence());
        }
    }

    /** The environment variable stands above the configuration, and whoever looks is told so. */
    @Bean
    RoomFeatures features(SignalingProperties settings, Environment environment, Optional<Cluster> cluster) {
        String variable = environment.getProperty(REGISTRY_VARIABLE);
        if (variable != null && !variable.matches("true|false"))
            throw new StartRefused(REGISTRY_VARIABLE + " is " + variable + ", must be true or false.");
        var registry = settings.registry();
        var setting = new RegistrySetting(variable == null ? registry.enabled() : Boolean.parseBoolean(variable),
                registry.percentage());
        var configured = new RoomFeatures.Standing(setting, variable == null ? "configuration" : REGISTRY_VARIABLE);
        if (cluster.isPresent()) return new RoomFeatures(configured, Optional.empty(), cluster.get().flags());
        var file = new FlagFile(new StateFile(settings.stateFolder().resolve(FLAGS)));
        try {
            return new RoomFeatures(configured, file.read(), file);
        } catch (StateFile.Unreadable unreadable) {
            throw new StartRefused(unreadable.sentence());
        }
    }

    @Bean
    FeatureFlagsEndpoint featureFlagsEndpoint(RoomFeatures features) {
        return new FeatureFlagsEndpoint(features);
    }

    @Bean
    OldPorts oldPorts(SignalingProperties settings) {
        return new OldPorts(settings.oldPeers().ports());
    }

    @Bean
    Observer observer(MeterRegistry registry) {
        return new Observer(registry);
    }

    @Bean
    Rooms rooms(SignalingProperties settings, InstantSource time, Optional<Cluster> cluster) {
        return cluster.map(Cluster::rooms).orElseGet(() -> new LocalRooms(settings.roomLimits(), time.instant()));
    }

    @Bean
    RoomTerms terms(Rooms rooms, RoomFeatures features) {
        return new RoomTerms(features::hasRegistry, rooms);
    }

    @Bean
    Presence presence(Rooms rooms, SignalCodec codec, SignalingProperties settings, RoomTerms terms,
            Observer observer) {
        var introduction = new Introduction(codec, terms::of, settings.iceServers(), settings.lease());
        return new Presence(rooms, introduction, observer);
    }

    @Bean
    Ticker ticker() {
        return new Ticker();
    }

    @Bean
    Queries queries(Rooms rooms, Ticker ticker, InstantSource time, SignalingProperties settings, Observer observer,
            RoomFeatures features, Optional<Cluster> cluster) {
        var limits = new QueryLimits(settings.queryHedgeAfter(), settings.queryAnswerWithin(),
                settings.pendingQueriesMax(), settings.pendingQueriesPerPeerMax());
        Alarms alarms = cluster.map(several -> several.beside(ticker)).orElse(ticker);
        return new Queries(rooms, alarms, time, limits, observer,
                cluster.map(Cluster::others).orElse(OtherServers.NONE), features::hasRegistry);
    }

    @Bean
    Watches watches(Rooms rooms, Ticker ticker, InstantSource time, RoomFeatures features,
            Optional<Cluster> cluster) {
        Alarms alarms = cluster.map(several -> several.beside(ticker)).orElse(ticker);
        return new Watches(rooms, alarms, Thread::startVirtualThread, time,
                cluster.map(Cluster::others).orElse(OtherServers.NONE),
                features::hasRegistry);
    }

    @Bean
    ReservationRelay reservations(Rooms rooms, Ticker ticker, SignalingProperties settings, RoomFeatures features,
            Optional<Cluster> cluster) {
        Alarms alarms = cluster.map(several -> several.beside(ticker)).orElse(ticker);
        return new ReservationRelay(rooms, alarms, cluster.map(Cluster::others).orElse(OtherServers.NONE),
                settings.pendingQueriesMax(), features::hasRegistry);
    }

    @Bean
    ChannelRelay channels(Rooms rooms, Ticker ticker, SignalingProperties settings, Observer observer,
            Optional<Cluster> cluster) {
        Alarms alarms = cluster.map(several -> several.beside(ticker)).orElse(ticker);
        return new ChannelRelay(rooms, alarms, cluster.map(Cluster::others).orElse(OtherServers.NONE),
                settings.pendingQueriesMax(), observer);
    }

    @Bean
    ForgetRelay forgetting(Rooms rooms, Ticker ticker, RoomFeatures features, Optional<Cluster> cluster) {
        Alarms alarms = cluster.map(several -> several.beside(ticker)).orElse(ticker);
        return new ForgetRelay(rooms, alarms, cluster.map(Cluster::others).orElse(OtherServers.NONE),
                features::hasRegistry);
    }

    @Bean
    SignalingHandler signalingHandler(SignalCodec codec, RoomTokens tokens, Presence presence, Rooms rooms,
            Queries queries, Watches watches, ReservationRelay reservations, ChannelRelay channels,
            ForgetRelay forgetting, SignalingProperties settings, Quotas quotas, RoomFeatures features, RoomTerms terms,
            Revocations revocations, InstantSource time, Observer observer) {
        var gate = new Gate(tokens, presence, time, observer);
        var limits = new SocketLimits(settings.socketsMax(), settings.framesPerSecond(), settings.registerWithin(),
                settings.lease());
        var handler = new SignalingHandler(new Services(codec, gate, presence, rooms, new LinkRelay(rooms, observer),
                queries, watches, reservations, channels, forgetting, new OldRelay(rooms, presence, observer), limits,
                quotas, terms, observer, time));
        revocations.listen(_ -> handler.endRevoked());
        features.listen(handler::tellFeatures);
        return handler;
    }

    @Bean
    Quotas quotas(SignalingProperties settings, InstantSource time) {
        return new Quotas(settings.quotas(), time);
    }

    @Bean
    Rhythm rhythm(Ticker ticker, Presence presence, SignalingHandler sockets, Watches watches, InstantSource time,
            SignalingProperties settings) {
        return new Rhythm(ticker, presence, sockets, watches, time, settings.lease(), settings.drainNotice(),
                settings.drainOver());
    }

    @Bean
    Gauges gauges(Rooms rooms, SignalingHandler sockets, Queries queries, Watches watches,
            ReservationRelay reservations, ChannelRelay channels, Optional<Cluster> cluster) {
        return new Gauges(rooms, sockets, queries, watches, reservations, channels,
                () -> cluster.isEmpty() || cluster.get().isComplete());
    }

    @Bean
    Listening listening(Exposure exposure) {
        return new Listening(exposure);
    }
}
