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
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each conclusion, and counters whose labels are few: a room or a peer is never one. */
final class Observer implements RoomEvents, RelayEvents, SocketEvents {
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

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
    private final Map<Source, Timer> queries;

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
        queries = each(Source.class, source -> Timer.builder("roommesh.queries").tag("source", source.word())
                .publishPercentiles(0.5, 0.95, 0.99).register(registry));
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
    public void answered(Source source, Duration taken) {
        Timer timer = queries.get(source);
        if (timer != null) timer.record(taken);
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
