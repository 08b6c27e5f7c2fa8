package dev.roommesh.client;

import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.watch.RoomPicture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A room's workers, watched: answers come from a replica in this process, without any message. Safe for use by many
 * threads; {@link #close} ends its thread.
 */
public final class WorkerWatch implements AutoCloseable {
    private final RoomReplica replica;
    private final WorkerQuery query;
    private final WatchListener listener;
    private final Consumer<WorkerWatch> closing;
    private final CompletableFuture<WorkerWatch> begun = new CompletableFuture<>();
    private volatile boolean closed;
    /** For when the replica begins anew for others, as after the end of this watch. */
    private volatile @Nullable RoomPicture last;
    private Map<PeerId, WorkerEntry> shown = Map.of();
    private @Nullable PeerId admin;
    private long term;
    private boolean stale;
    private @Nullable Way way;

    WorkerWatch(RoomReplica replica, WorkerQuery query, WatchListener listener, Consumer<WorkerWatch> closing) {
        this.replica = replica;
        this.query = query;
        this.listener = listener;
        this.closing = closing;
    }

    CompletableFuture<WorkerWatch> begin() {
        replica.join();
        Thread.ofVirtual().name("worker-watch").start(this::run);
        return begun;
    }

    /** The present answer to the query of this watch. */
    public WorkerAnswer answer() {
        return answer(query);
    }

    /**
     * The present answer to any query. Its {@code source} is {@code replica}, its {@code as_of} the time of the state, by
     * the clock of whoever told it; it is {@code stale} where nobody vouches that this is the present state, at the
     * latest 2 s after the watch was cut.
     */
    public WorkerAnswer answer(WorkerQuery any) {
        Seen newest = replica.seen();
        RoomPicture picture = newest.picture();
        if (picture != null) return Seen.answer(picture, newest.isCut(System.nanoTime()), any);
        RoomPicture known = last;
        if (known == null) throw new IllegalStateException("a watch that has begun has seen the room");
        return Seen.answer(known, /* cut= */ true, any);
    }

    /** The links between workers, as whoever tells of the room knows them; none where nobody knows of any. */
    public List<MeshLink> links() {
        RoomPicture picture = replica.seen().picture();
        RoomPicture known = picture == null ? last : picture;
        return known == null ? List.of() : known.links();
    }

    /** How word of the room came last; empty where the room has to be seen anew. */
    public Optional<Way> way() {
        return Optional.ofNullable(replica.seen().way());
    }

    /** Nothing more is told. Safe to repeat. */
    @Override
    public void close() {
        closed = true;
        closing.accept(this);
        replica.wake();
    }

    boolean isClosed() {
        return closed || replica.isClosed();
    }

    private void run() {
        try {
            Seen known = replica.seen();
            while (!isClosed()) {
                show(known);
                if (known.end() != null) {
                    finish(known.end());
                    return;
                }
                // Once it is cut there is nothing to wait for but the next.
                long now = System.nanoTime();
                known = replica.next(known, known.isCut(now) ? Long.MAX_VALUE / 2 : known.untilCut(now),
                        this::isClosed);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            // Also where the listener has thrown something.
            close();
            begun.completeExceptionally(
                    new RoomClientException(new ClientFailure.Disconnected("the watch was closed by this client")));
        }
    }

    private void finish(ClientFailure why) {
        if (!begun.completeExceptionally(new RoomClientException(why))) listener.told(new WatchEvent.Ended(why));
    }

    private void show(Seen newest) {
        RoomPicture picture = newest.picture();
        if (picture == null) return;
        last = picture;
        if (newest.end() == null) begun.complete(this);
        Way newer = newest.way();
        if (newer != null && !newer.equals(way)) {
            way = newer;
            listener.told(new WatchEvent.WayChanged(newer));
        }
        for (WatchEvent event : events(picture, picture.stale() || newest.isCut(System.nanoTime()))) {
            if (closed) return;
            listener.told(event);
        }
    }

    private List<WatchEvent> events(RoomPicture picture, boolean nowStale) {
        Map<PeerId, WorkerEntry> fitting = new LinkedHashMap<>();
        picture.workers().forEach((peer, entry) -> {
            if (query.filters().admit(entry.metadata())) fitting.put(peer, entry);
        });
        List<WatchEvent> events = new ArrayList<>();
        // Whoever acts on a change knows first what it is worth.
        if (stale && !nowStale) events.add(new WatchEvent.BecameCurrent(picture.asOf()));
        if (!stale && nowStale) events.add(new WatchEvent.BecameStale(picture.asOf()));
        shown.forEach((peer, last) -> {
            if (!fitting.containsKey(peer)) events.add(new WatchEvent.Gone(last));
        });
        fitting.forEach((peer, entry) -> {
            WorkerEntry before = shown.get(peer);
            if (before == null) events.add(new WatchEvent.Appeared(entry));
            else if (before.saysTheSameAs(entry)) fitting.put(peer, before);
            else
                events.add(new WatchEvent.Changed(before, entry));
        });
        if (!Objects.equals(admin, picture.adminPeerId()) || term != picture.adminTerm())
            events.add(new WatchEvent.AdminChanged(picture.adminPeerId(), picture.adminTerm()));
        shown = fitting;
        admin = picture.adminPeerId();
        term = picture.adminTerm();
        stale = nowStale;
        return events;
    }
}
