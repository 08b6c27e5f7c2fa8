package dev.roommesh.simulation;

import dev.roommesh.model.Epoch;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.election.Quorum;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a room must come to within a bound after the last fault is healed: one admin and equal rosters with everybody
 * alive on them (I11), equal documents (I12) that say what each owner said last (I13), and a complete mesh (I14).
 */
record Wholeness(String number, String what) {
    /** What is not whole yet; empty when everything is. */
    static Optional<Wholeness> lack(Ground ground) {
        Wholeness lack = adminAndRoster(ground);
        if (lack == null) lack = document(ground);
        if (lack == null) lack = mesh(ground);
        return Optional.ofNullable(lack);
    }

    /** One admin whom everybody follows and who acts; by the server's word alone only where too many are dead. */
    private static @Nullable Wholeness adminAndRoster(Ground ground) {
        Set<PeerId> running = ground.running();
        RoomView first = null;
        int acting = 0;
        for (PeerId peer : running) {
            RoomView view = ground.views().get(peer);
            if (view == null) return new Wholeness("I11", peer + " has published nothing");
            if (view.admin().isEmpty()) return new Wholeness("I11", peer + " follows nobody (" + view.mode() + ")");
            if (!view.roster().has(peer)) return new Wholeness("I11", peer + " is not on its roster " + view.roster());
            if (view.actingUntil().filter(ground.now()::isBefore).isPresent()) acting++;
            if (first == null) first = view;
            if (!view.admin().equals(first.admin()) || view.term() != first.term()) {
                return new Wholeness("I11", peer + " follows " + view.admin() + " in term " + view.term() + ", "
                        + first.self() + " follows " + first.admin() + " in term " + first.term());
            }
            if (!view.roster().equals(first.roster())) {
                return new Wholeness("I11", peer + " holds " + view.roster() + ", " + first.self() + " holds "
                        + first.roster());
            }
            boolean enough = Quorum.of(view.roster(), running, null);
            if (view.mode() != Mode.NORMAL && (enough || view.mode() != Mode.CARETAKER)) {
                return new Wholeness("I11", peer + " sees mode " + view.mode());
            }
        }
        return acting == 1 || running.isEmpty() ? null : new Wholeness("I11", acting + " workers act");
    }

    private static @Nullable Wholeness document(Ground ground) {
        Long digest = null;
        Set<Epoch> epochs = new HashSet<>();
        for (PeerId peer : ground.running()) {
            RoomView view = ground.views().get(peer);
            if (view != null && epochs.add(view.epoch()) && epochs.size() > 1)
                return new Wholeness("I12", peer + " is in another epoch");
            long own = ground.documentDigest(peer);
            if (digest != null && own != digest) return new Wholeness("I12", peer + " holds another document");
            digest = own;
        }
        for (PeerId peer : ground.running()) {
            RoomView view = ground.views().get(peer);
            for (PeerId owner : ground.running()) {
                boolean said = view != null && view.workers().stream().anyMatch(
                        entry -> entry.peerId().equals(owner)
                                && Shown.says(entry.metadata(), ground.profile(owner)));
                if (!said) return new Wholeness("I13", peer + " does not show what " + owner + " said last");
            }
        }
        return null;
    }

    private static @Nullable Wholeness mesh(Ground ground) {
        int others = ground.running().size() - 1;
        for (PeerId peer : ground.running()) {
            RoomView view = ground.views().get(peer);
            if (view != null && view.linksOpen() != others) {
                return new Wholeness("I14", peer + " has " + view.linksOpen() + " of " + others + " links: "
                        + view.links());
            }
        }
        return null;
    }
}
