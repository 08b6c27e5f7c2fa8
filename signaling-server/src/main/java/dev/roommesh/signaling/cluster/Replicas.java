package dev.roommesh.signaling.cluster;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this server knows of the rooms in which sockets of its own are. The engine's word of each change keeps it up to
 * date; where a word was missed, the room is read anew, and what was missed is told to this server's own peers.
 */
final class Replicas {
    /** For how long a look at a room without a socket here is good: it is asked for by HTTP. */
    static final Duration GLANCE = Duration.ofSeconds(1);
    /** Rooms that are remembered for that. */
    static final int GLANCES_MAX = 1_000;

    private final Engine engine;
    private final LocalSockets sockets;
    private final SignalCodec codec;
    private final InstantSource time;
    private final Executor later;
    private final DiscoveryJson json = new DiscoveryJson();
    private final Map<RoomId, Replica> replicas = new ConcurrentHashMap<>();
    private final Map<RoomId, Glance> glances = new ConcurrentHashMap<>();
    private final Set<RoomId> reading = ConcurrentHashMap.newKeySet();

    private record Glance(Optional<RoomView> view, Instant until) {}

    /** @param later where rooms are read anew; each time takes as long as the engine's answer */
    Replicas(Engine engine, LocalSockets sockets, SignalCodec codec, InstantSource time, Executor later) {
        this.engine = engine;
        this.sockets = sockets;
        this.codec = codec;
        this.time = time;
        this.later = later;
    }

    Optional<Connection> way(Owner owner) {
        return owner.server().equals(engine.server())
                ? sockets.of(owner.socket()).map(LocalSockets.Place::connection)
                : Optional.of(new RemoteConnection(owner, engine, codec));
    }

    @Nullable
    Replica get(RoomId room) {
        return replicas.get(room);
    }

    /** While the engine is away, only who is here can be reached. */
    Optional<RoomView> view(RoomId room) {
        Replica replica = replicas.get(room);
        if (replica == null) return glance(room);
        return Optional.of(engine.isUp() ? replica.view() : whoIsHere(replica.view()));
    }

    private static RoomView whoIsHere(RoomView view) {
        Map<PeerId, Member> here = new LinkedHashMap<>(view.members());
        here.values().removeIf(member -> member.connection() instanceof RemoteConnection);
        return new RoomView(here, view.admin(), view.term());
    }

    private Optional<RoomView> glance(RoomId room) {
        Instant now = time.instant();
        Glance last = glances.get(room);
        if (last != null && now.isBefore(last.until())) return last.view();
        if (glances.size() >= GLANCES_MAX) glances.values().removeIf(old -> !now.isBefore(old.until()));
        if (glances.size() >= GLANCES_MAX) glances.clear();
        Optional<RoomView> view = read(room).map(Replica::view).filter(seen -> !seen.equals(RoomView.EMPTY));
        glances.put(room, new Glance(view, now.plus(GLANCE)));
        return view;
    }

    private Optional<Replica> read(RoomId room) {
        return engine.run(room, "load", List.of())
                .map(reply -> Replica.of(Replies.fields(reply, 1), Replies.fields(reply, 2), Replies.number(reply, 0),
                        this::way));
    }

    /** What the engine has of the room; the newest of it and what was known stays. */
    Replica keep(RoomId room, Replica fresh) {
        glances.remove(room);
        return Objects.requireNonNull(
                replicas.merge(room, fresh, (known, heard) -> heard.version() >= known.version() ? heard : known));
    }

    /** Who is admin, as nobody but this server knows yet: the engine is away. It tells it with its peers' places. */
    void toldHere(RoomId room, PeerId admin, long term) {
        replicas.computeIfPresent(room, (_, known) -> known.withoutWordOfIt(admin, term));
    }

    /** This server changed the room itself, and has told whom it concerns. */
    void changedHere(RoomId room, Function<Replica, Optional<Replica>> change) {
        var missed = new boolean[1];
        replicas.computeIfPresent(room, (_, known) -> {
            Optional<Replica> next = change.apply(known);
            missed[0] = next.isEmpty();
            return next.orElse(known);
        });
        if (missed[0]) readAnew(room);
    }

    /** Another server changed the room; it tells whom it concerns. */
    void changedElsewhere(RoomId room, String text) {
        if (!(json.decode(text,
                Replica.Change.class) instanceof Decoded.Accepted<Replica.Change>(Replica.Change change)))
            return;
        changedHere(room, known -> known.isPast(change) ? Optional.of(known) : known.with(change, this::way));
        if (change.again() && change.put() != null) tellOfReturn(room, new PeerId(change.put()));
    }

    /** It took its place again after the engine was away; its departure may have been told here. */
    private void tellOfReturn(RoomId room, PeerId peer) {
        Replica known = replicas.get(room);
        if (known == null) return;
        RoomView view = known.view();
        view.meshed(peer).ifPresent(back -> hereOf(view).filter(Member::isWorker)
                .forEach(listener -> listener.connection().send(new FromServer.PeerJoined(back.listed(view.admin())))));
    }

    private static Stream<Member> hereOf(RoomView view) {
        return view.members().values().stream().filter(member -> !(member.connection() instanceof RemoteConnection));
    }

    /** The engine has begun anew: what it has is the newest, whatever its version. */
    void outdate() {
        replicas.replaceAll((_, known) -> known.outdated());
    }

    /** Soon, and once for all who ask until then. */
    void readAnew(RoomId room) {
        if (!reading.add(room)) return;
        later.execute(() -> {
            reading.remove(room);
            Replica before = replicas.get(room);
            if (before == null) return;
            read(room).ifPresent(fresh -> {
                var newer = new boolean[1];
                replicas.computeIfPresent(room, (_, known) -> {
                    newer[0] = fresh.version() > known.version();
                    return newer[0] ? fresh : known;
                });
                if (newer[0]) tell(before.view(), fresh.view(), before.version() >= 0);
            });
        });
    }

    /**
     * To this server's own peers: hints that did not reach them, perhaps.
     *
     * @param departures whether who is missing has left; else it may not have taken its place again yet
     */
    private static void tell(RoomView before, RoomView after, boolean departures) {
        List<Member> here = hereOf(after).toList();
        boolean otherAdmin = after.admin().isPresent()
                && !(after.admin().equals(before.admin()) && after.term() == before.term());
        for (Member listener : here) {
            if (listener.isWorker()) {
                after.meshed().stream().filter(worker -> !worker.peerId().equals(listener.peerId()))
                        .filter(worker -> before.meshed(worker.peerId()).isEmpty())
                        .forEach(worker -> listener.connection()
                                .send(new FromServer.PeerJoined(worker.listed(after.admin()))));
                if (departures)
                    before.meshed().stream().filter(worker -> after.meshed(worker.peerId()).isEmpty())
                            .forEach(worker -> listener.connection()
                                    .send(new FromServer.PeerLeft(worker.peerId(), DepartureReason.CLOSED)));
            }
            if (otherAdmin)
                listener.connection()
                        .send(new FromServer.AdminChanged(after.admin().orElseThrow(), after.term()));
        }
    }

    /** What is known of each room now. */
    Map<RoomId, RoomView> views() {
        Map<RoomId, RoomView> views = new HashMap<>();
        replicas.forEach((room, known) -> views.put(room, known.view()));
        return views;
    }

    /** To this server's own peers: who has come and gone since, whatever they were told. */
    void tellSince(Map<RoomId, RoomView> before) {
        before.forEach((room, view) -> {
            Replica known = replicas.get(room);
            if (known != null) tell(view, known.view(), true);
        });
    }

    /** The peer's place is another socket's now, be this one open or not. */
    void forget(LocalSockets.Place place) {
        sockets.remove(place.connection());
        if (sockets.in(place.room()).isEmpty()) drop(place.room());
    }

    /** Nobody of this server's is in it any more. */
    void drop(RoomId room) {
        replicas.remove(room);
    }
}
