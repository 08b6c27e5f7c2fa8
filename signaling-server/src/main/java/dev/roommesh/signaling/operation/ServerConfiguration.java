package dev.roommesh.signaling.operation;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.Features;
import dev.roommesh.signaling.relay.LinkRelay;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.QueryLimits;
import dev.roommesh.signaling.room.Introduction;
import dev.roommesh.signaling.room.LocalRooms;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.token.SecretFile;
import dev.roommesh.signaling.websocket.Gate;
import dev.roommesh.signaling.websocket.Services;
import dev.roommesh.signaling.websocket.SignalingHandler;
import dev.roommesh.signaling.websocket.SocketLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Turns configuration into the objects of the server. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
    /** Until the flag can be changed at run time, every room answers for itself. */
    private static final Features FEATURES = new Features(true);

    @Bean
    InstantSource time() {
        return new SteadyTime();
    }

    @Bean
    SignalCodec codec() {
        return new SignalCodec();
    }

    @Bean
    Exposure exposure(ServerProperties web) {
        return Exposure.of(web.getAddress());
    }

    @Bean
    RoomTokens tokens(SignalingProperties settings, Exposure exposure) {
        return switch (SecretFile.read(settings.secretFile(), exposure.localOnly(), new SecureRandom())) {
            case SecretFile.Reading.Secret secret ->
                new RoomTokens(secret.bytes(), settings.tokenLifetime(), settings.ticketLifetime());
            case SecretFile.Reading.Missing missing -> throw new StartRefused(missing.sentence());
        };
    }

    @Bean
    Observer observer(MeterRegistry registry) {
        return new Observer(registry);
    }

    @Bean
    Rooms rooms(SignalingProperties settings, InstantSource time) {
        return new LocalRooms(new RoomLimits(settings.roomsMax(), settings.lease(), settings.roomIdle(),
                settings.restartGrace()), time.instant());
    }

    @Bean
    Presence presence(Rooms rooms, SignalCodec codec, SignalingProperties settings, Observer observer) {
        var introduction = new Introduction(codec, FEATURES, settings.iceServers(), settings.lease());
        return new Presence(rooms, introduction, observer);
    }

    @Bean
    Ticker ticker() {
        return new Ticker();
    }

    @Bean
    Queries queries(Rooms rooms, Ticker ticker, InstantSource time, SignalingProperties settings, Observer observer) {
        var limits = new QueryLimits(settings.queryHedgeAfter(), settings.queryAnswerWithin(),
                settings.pendingQueriesMax(), settings.pendingQueriesPerPeerMax());
        return new Queries(rooms, ticker, time, limits, observer);
    }

    @Bean
    SignalingHandler signalingHandler(SignalCodec codec, RoomTokens tokens, Presence presence, Rooms rooms,
            Queries queries, SignalingProperties settings, InstantSource time, Observer observer) {
        var gate = new Gate(tokens, presence, time, observer);
        var limits = new SocketLimits(settings.socketsMax(), settings.framesPerSecond(), settings.registerWithin());
        return new SignalingHandler(new Services(codec, gate, presence, new LinkRelay(rooms, observer), queries,
                limits, observer, time));
    }

    @Bean
    Rhythm rhythm(Ticker ticker, Presence presence, SignalingHandler sockets, InstantSource time,
            SignalingProperties settings) {
        return new Rhythm(ticker, presence, sockets, time, settings.lease());
    }

    @Bean
    Gauges gauges(Rooms rooms, SignalingHandler sockets, Queries queries) {
        return new Gauges(rooms, sockets, queries);
    }

    @Bean
    Listening listening(Exposure exposure) {
        return new Listening(exposure);
    }
}
