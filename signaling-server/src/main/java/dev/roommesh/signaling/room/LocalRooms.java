package dev.roommesh.signaling.room;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Admission.Admitted;
import dev.roommesh.signaling.room.Admission.NotAdmitted;
import dev.roommesh.signaling.room.Admission.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The rooms of one server, in memory. A restart forgets them; tickets bring their members back. */
public final class LocalRooms implements Rooms {
    private final Map<RoomId, RoomState> rooms = new ConcurrentHashMap<>();
    /** Counts places in {@link #rooms} before they are taken, since the map's own size is only an estimate. */
    private final AtomicInteger known = new AtomicInteger();
    private final RoomLimits limits;
    private final Instant graceEnds;

    public LocalRooms(RoomLimits limits, Instant startedAt) {
        this.limits = limits;
        this.graceEnds = startedAt.plus(limits.restartGrace());
    }

    @Override
    public boolean create(RoomId room, Instant now) {
        return rooms.compute(room, (_, state) -> {
            if (state != null) return state.vouchedFor();
            return reserve() ? RoomState.empty(true, now) : null;
        }) != null;
    }

    @Override
    public Admission admit(Registration registration, Connection connection, Instant now) {
        var outcome = new AtomicReference<@Nullable Admission>();
        rooms.compute(registration.room(), (_, before) -> {
            Optional<NotAdmitted> refused = refusal(registration, before, now);
            if (refused.isPresent()) {
                outcome.set(refused.get());
                return before;
            }
            RoomState state = before == null ? RoomState.empty(!now.isBefore(graceEnds), now) : before;
            RoomState next = state.with(registration, connection, new Lease(now.plus(limits.lease())), now);
            Member member = next.members().get(registration.peer());
            if (member == null) throw new IllegalStateException("an admitted peer has no place");
            outcome.set(new Admitted(member, Optional.ofNullable(state.members().get(registration.peer()))));
            return next;
        });
        Admission admission = outcome.get();
        if (admission == null) throw new IllegalStateException("a registration came to no end");
        return admission;
    }

    private Optional<NotAdmitted> refusal(Registration registration, @Nullable RoomState state, Instant now) {
        if (mayTakeAnothersPlace(registration, state, now)) {
            return Optional.of(new NotAdmitted(Refusal.RESTARTED, Duration.between(now, graceEnds)));
        }
        Optional<Refusal> refusal = state == null
                ? Optional.of(Refusal.ROOMS_FULL).filter(_ -> !reserve())
                : state.refusalOf(registration);
        return refusal.map(why -> new NotAdmitted(why, Duration.ZERO));
    }

    /** After a restart the places of a room belong to those who held them, until they had time to come back. */
    private boolean mayTakeAnothersPlace(Registration registration, @Nullable RoomState state, Instant now) {
        if (registration.ticketHolder() || !now.isBefore(graceEnds)) return false;
        if (state == null) return true;
        return registration.isWorker() && !state.vouched() && !state.members().containsKey(registration.peer());
    }

    private boolean reserve() {
        return known.getAndUpdate(count -> Math.min(count + 1, limits.roomsMax())) < limits.roomsMax();
    }

    @Override
    public void renew(RoomId room, PeerId peer, Connection connection, Instant now) {
        RoomState state = rooms.get(room);
        Member member = state == null ? null : state.members().get(peer);
        if (member != null && member.connection().equals(connection)) member.lease().extendTo(now.plus(limits.lease()));
    }

    @Override
    public Optional<Member> depart(RoomId room, PeerId peer, Connection connection, Instant now) {
        var left = new AtomicReference<@Nullable Member>();
        rooms.computeIfPresent(room, (_, state) -> {
            Member member = state.members().get(peer);
            if (member == null || !member.connection().equals(connection)) return state;
            left.set(member);
            return orForgotten(state.without(peer, now));
        });
        return Optional.ofNullable(left.get());
    }

    @Override
    public boolean forget(RoomId room) {
        rooms.computeIfPresent(room, (_, state) -> orForgotten(state.atItsEnd()));
        return true;
    }

    private @Nullable RoomState orForgotten(RoomState state) {
        if (!state.ended() || !state.members().isEmpty()) return state;
        known.decrementAndGet();
        return null;
    }

    @Override
    public boolean update(RoomId room, PeerId peer, Connection connection, Profile profile) {
        var updated = new AtomicReference<@Nullable Member>();
        rooms.computeIfPresent(room, (_, state) -> {
            Member member = state.members().get(peer);
            if (member == null || !member.connection().equals(connection)) return state;
            updated.set(member);
            return state.with(member, profile);
        });
        return updated.get() != null;
    }

    @Override
    public boolean reportAdmin(RoomId room, PeerId admin, long term, Instant now) {
        var before = new AtomicReference<@Nullable AdminOffice>();
        RoomState after = rooms.computeIfPresent(room, (_, state) -> {
            before.set(state.office());
            return state.reported(admin, term, now);
        });
        return after != null && !after.office().equals(before.get());
    }

    @Override
    public Optional<RoomView> view(RoomId room) {
        return Optional.ofNullable(rooms.get(room)).map(RoomView::of);
    }

    @Override
    public Optional<RoomListing> list(int max) {
        List<RoomListing.Row> rows = new ArrayList<>();
        rooms.forEach((room, state) -> rows.add(state.row(room)));
        rows.sort(Comparator.comparing(row -> row.room().value()));
        return Optional.of(new RoomListing(rows.subList(0, Math.min(max, rows.size())), rows.size() > max));
    }

    @Override
    public RoomListing.Look look(RoomId room) {
        RoomState state = rooms.get(room);
        return state == null
                ? new RoomListing.Look.Unknown()
                : new RoomListing.Look.Known(state.row(room), RoomView.of(state));
    }

    @Override
    public List<Place> lapsed(Instant now) {
        List<Place> lapsed = new ArrayList<>();
        rooms.forEach((room, state) -> state.members().values().stream()
                .filter(member -> member.lease().hasRunOut(now))
                .forEach(member -> lapsed.add(new Place(room, member))));
        return lapsed;
    }

    @Override
    public void forgetIdle(Instant now) {
        for (RoomId room : List.copyOf(rooms.keySet())) {
            rooms.computeIfPresent(room, (_, state) -> {
                boolean idle = state.members().isEmpty() && !now.isBefore(state.usedAt().plus(limits.idle()));
                if (idle) known.decrementAndGet();
                return idle ? null : state;
            });
        }
    }

    @Override
    public Census census() {
        int workers = 0;
        int clients = 0;
        for (RoomState state : rooms.values()) {
            int here = state.workers().size();
            workers += here;
            clients += state.members().size() - here;
        }
        return new Census(known.get(), workers, clients);
    }
}
