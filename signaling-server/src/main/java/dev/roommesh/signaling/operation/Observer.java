package dev.roommesh.signaling.operation;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.signaling.relay.RelayEvents;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomEvents;
import dev.roommesh.signaling.websocket.SocketEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each conclusion, and counters whose labels are few: a room or a peer is never one. */
final class Observer implements RoomEvents, RelayEvents, SocketEvents {
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

    /** Around what is promised of a relayed question (0.6 ms, 5 ms), and where a second worker is asked, and nobody. */
    private static final Duration[] BUCKETS = IntStream
            .of(250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000)
            .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS)).toArray(Duration[]::new);

    /** A replica asks no server. */
    private static final Set<Source> ANSWERING = EnumSet.complementOf(EnumSet.of(Source.REPLICA));

    private final Map<Generation, Counter> registrations;
    private final Counter nearlyFull;
    private final Counter adminChanges;
    private final Counter overflows;
    private final Counter opened;
    private final Counter closed;
    private final Counter queriesRefused;
    private final Map<DepartureReason, Counter> departures;
    private final Map<ErrorCode, Counter> admissionsRefused;
    private final Map<ErrorCode, Counter> messagesRefused;
    private final Map<Kind, Counter> relays;
    private final Map<Path, Map<Source, Timer>> queries;

    /** Of the program at the other end. */
    private enum Generation {
        TODAY, OLD
    }

    Observer(MeterRegistry registry) {
        registrations = each(Generation.class,
                generation -> registry.counter("roommesh.registrations", "generation", word(generation)));
        nearlyFull = registry.counter("roommesh.rooms.nearly.full");
        adminChanges = registry.counter("roommesh.admin.changes");
        overflows = registry.counter("roommesh.outbox.overflows");
        opened = registry.counter("roommesh.sockets.opened");
        closed = registry.counter("roommesh.sockets.closed");
        queriesRefused = registry.counter("roommesh.queries.refused");
        departures = each(DepartureReason.class,
                reason -> registry.counter("roommesh.departures", "reason", word(reason)));
        admissionsRefused = each(ErrorCode.class,
                code -> registry.counter("roommesh.admissions.refused", "code", code.name()));
        messagesRefused = each(ErrorCode.class,
                code -> registry.counter("roommesh.messages.refused", "code", code.name()));
        relays = each(Kind.class, kind -> registry.counter("roommesh.relays", "type", word(kind)));
        queries = each(Path.class, path -> {
            Map<Source, Timer> bySource = new EnumMap<>(Source.class);
            for (Source source : path == Path.OLD ? EnumSet.of(Source.REGISTRATIONS) : ANSWERING)
                bySource.put(source, Timer.builder("roommesh.queries").tag("path", word(path))
                        .tag("source", source.word()).serviceLevelObjectives(BUCKETS).register(registry));
            return bySource;
        });
    }

    private static <E extends Enum<E>, M> Map<E, M> each(Class<E> type, Function<E, M> meter) {
        Map<E, M> meters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants())
            meters.put(constant, meter.apply(constant));
        return meters;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E> void count(Map<E, Counter> counters, E label) {
        Counter counter = counters.get(label);
        if (counter != null) counter.increment();
    }

    @Override
    public void registered(RoomId room, Member member, int workers) {
        count(registrations, member.part().isOld() ? Generation.OLD : Generation.TODAY);
        LOG.info("registered room={} peer={} role={} part={} workers={}", room, member.peerId(), word(member.role()),
                member.part().word(), workers);
    }

    @Override
    public void left(RoomId room, Member member, DepartureReason reason) {
        count(departures, reason);
        LOG.info("left room={} peer={} role={} reason={}", room, member.peerId(), word(member.role()), word(reason));
    }

    @Override
    public void adminChanged(RoomId room, PeerId admin, long term) {
        adminChanges.increment();
        LOG.info("admin room={} peer={} term={}", room, admin, term);
    }

    @Override
    public void nearlyFull(RoomId room, int workers) {
        nearlyFull.increment();
        LOG.warn("nearly-full room={} workers={}", room, workers);
    }

    @Override
    public void refused(RoomId room, PeerId peer, ErrorCode code) {
        count(admissionsRefused, code);
        LOG.info("refused room={} peer={} code={}", room, peer, code);
    }

    @Override
    public void refused(ErrorCode code) {
        count(messagesRefused, code);
    }

    @Override
    public void relayed(Kind kind) {
        count(relays, kind);
    }

    @Override
    public void answered(Path path, Source source, Duration taken) {
        Timer timer = queries.getOrDefault(path, Map.of()).get(source);
        if (timer != null) timer.record(taken);
    }

    @Override
    public void listed(Duration taken) {
        answered(Path.OLD, Source.REGISTRATIONS, taken);
    }

    @Override
    public void queryRefused() {
        queriesRefused.increment();
    }

    @Override
    public void opened() {
        opened.increment();
    }

    @Override
    public void closed() {
        closed.increment();
    }

    @Override
    public void overflowed() {
        overflows.increment();
        LOG.warn("cut-off cause=outbox-overflow");
    }
}
