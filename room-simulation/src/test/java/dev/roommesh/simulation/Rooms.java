package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rooms to begin a scenario with, and what a settled one looks like. */
final class Rooms {
    private Rooms() {}

    /** Workers w00, w01, ...: each larger than the one before, so that every newcomer is the best so far. */
    static List<Candidate> candidates(int count) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            candidates.add(new Candidate(new PeerId("w%02d".formatted(i)), 8_000 + 1_000L * i));
        }
        return candidates;
    }

    static PeerId id(int number) {
        return new PeerId("w%02d".formatted(number));
    }

    /** Starts workers, all within half a second, and gives them ten seconds to settle. */
    static void settle(SimulatedRoom room, int size) {
        for (Candidate candidate : candidates(size)) {
            room.start(candidate);
            room.run(Duration.ofMillis(500 / size));
        }
        room.run(Duration.ofSeconds(10));
        assertSettled(room, id(size - 1), size);
    }

    /** Everybody running sees the same: one admin that acts, a whole mesh, the whole roster, one document. */
    static void assertSettled(SimulatedRoom room, PeerId admin, int rosterSize) {
        int running = room.running().size();
        for (PeerId peer : room.running()) {
            RoomView view = room.view(peer);
            assertThat(view.admin()).as("admin that " + peer + " follows").isEqualTo(Optional.of(admin));
            assertThat(view.mode()).as("mode that " + peer + " sees").isEqualTo(Mode.NORMAL);
            assertThat(view.roster().size()).as("roster that " + peer + " holds").isEqualTo(rosterSize);
            assertThat(view.workers()).as("workers that " + peer + " shows").hasSize(running);
            assertThat(view.actingUntil().isPresent()).as(peer + " acts").isEqualTo(peer.equals(admin));
            assertThat(view.linksOpen()).as("links of " + peer).isEqualTo(running - 1);
            assertThat(view.term()).isEqualTo(room.view(admin).term());
        }
        assertThat(room.running().stream().map(room::documentDigest).distinct()).as("documents").hasSize(1);
    }
}
