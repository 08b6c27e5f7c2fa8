package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.watch.RoomPicture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One room that is watched here. While a better worker is asked, the one that tells goes on, so that nobody sees that
 * the watch moves. Safe for use by many threads; what it needs to know of the room is asked before it is locked.
 */
final class RoomWatch {
    /** How often to look who should tell, and whether it does. */
    static final Duration LOOK = Duration.ofMillis(100);
    /** A worker that was silent, or broke the rules, is asked again after so long, */
    static final Duration PASSED_OVER = Duration.ofSeconds(5);
    /** or after so long where there is no other. */
    static final Duration PASSED_OVER_AS_THE_LAST = Duration.ofSeconds(1);
    /** What a room told last is shown for so long, as out of date, where nobody can tell any more. */
    static final Duration REMEMBERED = Duration.ofSeconds(60);
    /** A room that nobody watches any more is told of for so long: whoever comes back at once costs nothing. */
    static final Duration LINGER = Duration.ofSeconds(5);
    /** A worker that tells anew has received within this time what the one before it has told. */
    static final Duration SETTLES = Duration.ofSeconds(1);
    /** After a look that came so late this server stood still, and has not yet read what was told meanwhile. */
    static final Duration LATE = Duration.ofMillis(500);

    private final Facts facts;
    private final Audience audience = new Audience();
    /** Since when. */
    private final Map<PeerId, Instant> passedOver = new HashMap<>();
    private @Nullable Teller teller;
    private @Nullable Teller asked;
    private @Nullable RoomPicture lastTold;
    private Instant lastToldAt = Instant.EPOCH;
    private Instant lookedAt = Instant.EPOCH;
    private Instant watchedAt = Instant.EPOCH;
    private Instant movedAt = Instant.EPOCH;
    private boolean waits;
    private boolean over;

    /** What a watch works with. */
    interface Facts {
        RoomId room();

        RoomView view();

        /** Whether the room keeps a registry of its own now. */
        boolean registry();

        InstantSource time();

        /** Shows later, on another thread. */
        void later(Duration delay, Runnable action);

        /** The id under which a worker tells this watch, until {@link #end}. */
        RequestId begin(RoomWatch watch);

        void end(RequestId id);
    }

    RoomWatch(Facts facts) {
        this.facts = facts;
    }

    /** False where this watch is over, and another is needed. */
    synchronized boolean add(Connection connection, RequestId id) {
        if (over) return false;
        watchedAt = facts.time().instant();
        audience.add(connection, id, watchedAt);
        return true;
    }

    synchronized void remove(Connection connection) {
        audience.remove(connection);
    }

    synchronized void remove(Connection connection, RequestId id) {
        audience.remove(connection, id);
    }

    synchronized int size() {
        return audience.size();
    }

    /** Whether nobody has watched for a while; then it is. */
    synchronized boolean isOver() {
        Instant now = facts.time().instant();
        if (!audience.isEmpty()) watchedAt = now;
        if (now.isBefore(watchedAt.plus(LINGER))) return false;
        over = true;
        dismissAll();
        return true;
    }

    /** Server-made ids are guessable, so the room must fit, too. */
    void told(Sender worker, FromPeer.WatchUpdated told) {
        if (!worker.room().equals(facts.room())) return;
        RoomView room = facts.view();
        synchronized (this) {
            Instant now = facts.time().instant();
            Teller known = Stream.of(Optional.ofNullable(teller), Optional.ofNullable(asked))
                    .flatMap(Optional::stream)
                    .filter(one -> one.id().equals(told.requestId()) && one.worker().peerId().equals(worker.peer()))
                    .findFirst().orElse(null);
            if (over || known == null) return;
            if (!known.take(told.update(), now)) {
                passOver(known, now);
                choose(room, now);
            } else if (known == asked && known.picture().isPresent()) {
                promote(known, now);
            }
            showSoon(Duration.ZERO);
        }
    }

    /** The one before is needed no more, unless it knows better. */
    private void promote(Teller known, Instant now) {
        if (teller != null && known.knowsLessThan(teller)) {
            passOver(known, now);
            return;
        }
        dismiss(teller);
        teller = known;
        asked = null;
        movedAt = now;
    }

    void look() {
        RoomView room = facts.view();
        synchronized (this) {
            if (over) return;
            Instant now = facts.time().instant();
            boolean late = now.isAfter(lookedAt.plus(LATE));
            lookedAt = now;
            for (Teller one : new @Nullable Teller[]{teller, asked}) {
                if (one == null) continue;
                if (!one.isThere(room)) drop(one);
                else if (one.isSilent(now) && !late) passOver(one, now);
                else
                    one.askAgain(now);
            }
            choose(room, now);
            show(room, now);
        }
    }

    private void choose(RoomView room, Instant now) {
        passedOver.values().removeIf(since -> !now.isBefore(since.plus(PASSED_OVER)));
        Member best = best(room, now).orElse(null);
        if (best == null) {
            if (!facts.registry()) dismissAll();
        } else if (teller != null && teller.is(best)) {
            dismiss(asked);
            asked = null;
        } else if (asked == null || !asked.is(best)) {
            dismiss(asked);
            asked = new Teller(best, facts.begin(this), now);
        }
    }

    private Optional<Member> best(RoomView room, Instant now) {
        if (!facts.registry()) return Optional.empty();
        Optional<Member> better = candidates(room).filter(worker -> !passedOver.containsKey(worker.peerId()))
                .findFirst();
        if (better.isPresent() || teller != null) return better;
        // Nobody else is left.
        return candidates(room).min(Comparator.comparing(worker -> since(worker)))
                .filter(worker -> !now.isBefore(since(worker).plus(PASSED_OVER_AS_THE_LAST)));
    }

    private Instant since(Member worker) {
        return passedOver.getOrDefault(worker.peerId(), Instant.EPOCH);
    }

    private static Stream<Member> candidates(RoomView room) {
        Stream<Member> admin = room.admin().flatMap(room::meshed).stream();
        return Stream.concat(admin, room.meshed().stream().sorted(Comparator.comparing(Member::candidate)));
    }

    private void showSoon(Duration wait) {
        if (waits) return;
        waits = true;
        facts.later(wait, this::goOn);
    }

    private void goOn() {
        RoomView room = facts.view();
        synchronized (this) {
            waits = false;
            if (!over) show(room, facts.time().instant());
        }
    }

    private void show(RoomView room, Instant now) {
        Optional<RoomPicture> told = Optional.ofNullable(teller).flatMap(Teller::picture);
        if (teller != null && told.isPresent()) {
            lastTold = told.get();
            lastToldAt = teller.heardAt();
        }
        // Whoever forms a room, or breaks it up, knows less of it than the server does.
        Optional<RoomPicture> known = told.filter(picture -> picture.mode() != Mode.FORMING);
        Optional<RoomPicture> picture = known.isPresent()
                ? known.map(one -> RegisteredWorkers.union(settled(one, room, now), room))
                : unheard(room, told.isPresent(), now);
        if (picture.isEmpty() || waits) return;
        Duration wait = audience.show(picture.get(), known.isPresent() ? lastToldAt : now, now);
        if (!wait.isZero()) showSoon(wait);
    }

    /**
     * What is told, without what is older in it than what was shown: right after the watch has moved. Then workers come
     * and go only where the server agrees.
     */
    private RoomPicture settled(RoomPicture told, RoomView room, Instant now) {
        Optional<RoomPicture> shown = audience.shown().filter(before -> before.mode() != Mode.FORMING);
        if (shown.isEmpty() || !now.isBefore(movedAt.plus(SETTLES))) return told;
        Map<PeerId, WorkerEntry> before = shown.get().workers();
        Map<PeerId, WorkerEntry> settled = new HashMap<>(told.workers());
        settled.keySet().removeIf(peer -> !before.containsKey(peer) && room.worker(peer).isEmpty());
        before.forEach((peer, entry) -> {
            if (room.meshed(peer).isPresent()) settled.putIfAbsent(peer, entry);
        });
        return told.with(settled.values()).notBefore(shown.get());
    }

    /**
     * Where no worker tells what it knows of the room; empty where one is going to, in a moment.
     *
     * @param forms whether one tells, which forms the room
     */
    private Optional<RoomPicture> unheard(RoomView room, boolean forms, Instant now) {
        if (!forms && facts.registry()) {
            if (asked != null && !asked.isSilent(now)) return Optional.empty();
            RoomPicture last = lastTold;
            boolean isRemembered = last != null && last.mode() != Mode.FORMING
                    && now.isBefore(lastToldAt.plus(REMEMBERED));
            if (isRemembered && last != null) return Optional.of(RegisteredWorkers.union(last.outdated(), room));
        }
        return Optional.of(RegisteredWorkers.picture(room, facts.registry(), now));
    }

    private void passOver(Teller one, Instant now) {
        passedOver.put(one.worker().peerId(), now);
        drop(one);
    }

    private void drop(Teller one) {
        dismiss(one);
        if (one == teller) teller = null;
        if (one == asked) asked = null;
    }

    private void dismissAll() {
        dismiss(teller);
        dismiss(asked);
        teller = null;
        asked = null;
    }

    private void dismiss(@Nullable Teller one) {
        if (one == null) return;
        facts.end(one.id());
        one.dismiss();
    }
}
