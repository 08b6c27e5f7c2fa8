package dev.roommesh.system;

import dev.roommesh.client.WatchEvent;
import dev.roommesh.client.WatchListener;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds the room from what a watch tells, and keeps whatever does not follow from what was told before, or from what
 * was done to the room.
 */
final class Told implements WatchListener {
    private final Map<PeerId, WorkerEntry> workers = new TreeMap<>();
    private final Map<PeerId, Deque<WorkerStatus>> done = new TreeMap<>();
    private final Set<PeerId> mayGo = new TreeSet<>();
    private final Set<PeerId> seen = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable PeerId admin;
    private boolean stale;
    private long staleAt;

    @Override
    public synchronized void told(WatchEvent event) {
        switch (event) {
            case WatchEvent.Appeared(WorkerEntry worker) ->
                check(event, workers.put(worker.peerId(), worker) == null && mayAppear(worker.peerId()));
            case WatchEvent.Changed(WorkerEntry before, WorkerEntry worker) ->
                check(event, before.equals(workers.put(worker.peerId(), worker)) && wasDone(worker));
            case WatchEvent.Gone(WorkerEntry last) ->
                check(event, last.equals(workers.remove(last.peerId())) && mayGo.contains(last.peerId()));
            case WatchEvent.AdminChanged(PeerId now, long _) -> admin = now;
            case WatchEvent.BecameStale _ -> {
                check(event, !stale);
                stale = true;
                staleAt = System.nanoTime();
            }
            case WatchEvent.BecameCurrent _ -> {
                check(event, stale);
                stale = false;
            }
            case WatchEvent.WayChanged _ -> {
            }
            case WatchEvent.Ended _ -> check(event, false);
        }
    }

    /** Once, or after it has gone. */
    private boolean mayAppear(PeerId worker) {
        return seen.add(worker) || mayGo.contains(worker);
    }

    /** The next status of its worker, or one after it: what was soon replaced may be passed over, and nothing returns. */
    private boolean wasDone(WorkerEntry worker) {
        Deque<WorkerStatus> rest = done.getOrDefault(worker.peerId(), new ArrayDeque<>());
        while (!rest.isEmpty())
            if (rest.remove() == worker.metadata().status()) return true;
        return false;
    }

    /** To be said before it is done. */
    synchronized void willBe(Worker worker, WorkerStatus status) {
        done.computeIfAbsent(worker.peerId(), _ -> new ArrayDeque<>()).add(status);
    }

    /** To be said before it is done. */
    synchronized void willGo(Worker worker) {
        mayGo.add(worker.peerId());
    }

    private void check(WatchEvent event, boolean follows) {
        if (!follows) faults.add(event + " after " + workers.values());
    }

    synchronized List<WorkerEntry> workers() {
        return List.copyOf(workers.values());
    }

    synchronized boolean has(String worker, WorkerStatus status) {
        WorkerEntry entry = workers.get(new PeerId(worker));
        return entry != null && entry.metadata().status() == status;
    }

    synchronized boolean isAdmin(Worker worker) {
        return new PeerId(worker.name()).equals(admin);
    }

    synchronized boolean isStale() {
        return stale;
    }

    /** When the watch last said so, by {@link System#nanoTime}. */
    synchronized long staleAt() {
        return staleAt;
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
