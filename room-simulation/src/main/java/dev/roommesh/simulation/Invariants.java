package dev.roommesh.simulation;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold after every event, whatever happens to the room. The numbers are those of docs/PROTOCOL.md. */
final class Invariants {
    private final Map<RosterVersion, Roster> rosters = new HashMap<>();
    private final Map<PeerId, Long> terms = new HashMap<>();
    private final Duration lease;
    private @Nullable Instant rivalsSince;

    Invariants(Duration lease) {
        this.lease = lease;
    }

    /** A rule of the protocol was broken. */
    static final class Violated extends AssertionError {
        private static final long serialVersionUID = 1;

        Violated(String what) {
            super(what);
        }
    }

    void published(RoomView view) {
        Roster known = rosters.putIfAbsent(view.roster().at(), view.roster());
        if (known != null && !known.equals(view.roster())) {
            throw new Violated("I2: two rosters have one version: " + known + " and " + view.roster());
        }
        Long before = terms.put(view.self(), view.term());
        if (before != null && view.term() < before) {
            throw new Violated("I3: " + view.self() + " went back from term " + before + " to " + view.term());
        }
        if (view.actingUntil().isPresent() && !view.roster().has(view.self())) {
            throw new Violated("I4: " + view.self() + " acts without being on the roster");
        }
    }

    /** A new process of the worker begins with nothing. */
    void restarted(PeerId peer) {
        terms.remove(peer);
    }

    /**
     * An admin that is cut off acts on until its lease ends, and a successor may claim before that (a hint and three
     * probes take less than a lease); so two may act for one roster version, but not for longer than a lease.
     */
    void holds(Map<PeerId, RoomView> views, Instant now) {
        RoomView acting = null;
        RoomView rival = null;
        for (RoomView view : views.values()) {
            boolean acts = view.mode() == Mode.NORMAL && view.actingUntil().filter(now::isBefore).isPresent();
            if (!acts) continue;
            if (acting != null && acting.roster().at().equals(view.roster().at())) rival = view;
            if (acting == null) acting = view;
        }
        if (acting == null || rival == null) {
            rivalsSince = null;
        } else if (rivalsSince == null) {
            rivalsSince = now;
        } else if (rivalsSince.plus(lease).isBefore(now)) {
            throw new Violated("I1: " + acting.self() + " (term " + acting.term() + ") and " + rival.self() + " (term "
                    + rival.term() + ") have both acted for roster " + rival.roster().at() + " since " + rivalsSince);
        }
    }
}
