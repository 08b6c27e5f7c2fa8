package dev.roommesh.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The workers admitted to the room. A value that only an acting admin changes; the highest version stands.
 *
 * @param term of the admin that wrote it
 * @param version grows with each change, by one where a quorum accepted it
 * @param peers each worker once with its size at admission, by id; at most {@link Limits#ROOM_WORKERS_MAX}
 */
public record Roster(long term, long version, List<Candidate> peers) {
    /** Before a room is founded. */
    public static final Roster NONE = new Roster(0, 0, List.of());

    public Roster {
        peers = peers.stream().sorted(Comparator.comparing(Candidate::peerId)).toList();
        if (peers.size() > Limits.ROOM_WORKERS_MAX)
            throw new IllegalArgumentException(
                    "a roster has at most " + Limits.ROOM_WORKERS_MAX + " workers");
        if (peers.stream().map(Candidate::peerId).distinct().count() != peers.size())
            throw new IllegalArgumentException(
                    "a roster names each worker once");
        if (term < 0 || term > Limits.TERM_MAX || version < 0 || version > Limits.VERSION_MAX)
            throw new IllegalArgumentException(
                    "bad roster version " + term + "." + version);
    }

    public RosterVersion at() {
        return new RosterVersion(term, version);
    }

    public boolean isFounded() {
        return version > 0;
    }

    public int size() {
        return peers.size();
    }

    public boolean has(PeerId peer) {
        return find(peer).isPresent();
    }

    public Optional<Candidate> find(PeerId peer) {
        for (Candidate candidate : peers) {
            if (candidate.peerId().equals(peer)) return Optional.of(candidate);
        }
        return Optional.empty();
    }

    /** The next version, written by the admin of a term, with one worker admitted or its size changed. */
    public Roster with(Candidate admitted, long writerTerm) {
        var next = new ArrayList<>(peers);
        next.removeIf(candidate -> candidate.peerId().equals(admitted.peerId()));
        next.add(admitted);
        return new Roster(writerTerm, nextVersion(), next);
    }

    /** The next version, written by the admin of a term, with one worker removed. */
    public Roster without(PeerId removed, long writerTerm) {
        var next = new ArrayList<>(peers);
        next.removeIf(candidate -> candidate.peerId().equals(removed));
        return new Roster(writerTerm, nextVersion(), next);
    }

    /** The next version, written by the admin of a term, with the same workers. */
    public Roster renewed(long writerTerm) {
        return new Roster(writerTerm, nextVersion(), peers);
    }

    /** The lowest term in which an admin can write a newer one. */
    public long nextTerm() {
        return version < Limits.VERSION_MAX ? term : term + 1;
    }

    private long nextVersion() {
        return version < Limits.VERSION_MAX ? version + 1 : 1;
    }
}
