package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.util.List;

/** Scenarios in which somebody wants workers off the roster. */
final class ByHand {
    private final Play play;
    private int requests;

    private ByHand(Play play) {
        this.play = play;
    }

    /**
     * Workers crash, freeze and are cut off; the living and the dead are wished off the roster, of the admin and of others,
     * also while they come back.
     */
    static void forgotten(Play play) {
        new ByHand(play).forgotten();
    }

    private void forgotten() {
        play.form(play.drawSize(3));
        for (int i = 3 + play.random.nextInt(10); i > 0; i--) {
            if (play.chance(0.4)) fault();
            else
                wish(play.chance(0.8) ? play.admin() : play.oneOf(play.room.running()),
                        play.oneOf(play.candidates()).peerId());
            play.room.run(play.between(0, play.chance(0.4) ? 6_000 : 400));
        }
        for (PeerId peer : List.copyOf(play.room.running()))
            play.room.thaw(peer);
        play.room.heal();
        play.whole();
    }

    private void wish(PeerId admin, PeerId worker) {
        play.room.deliver(admin, new Input.ForgetWished(new RequestId("f" + requests++), worker));
    }

    private void fault() {
        List<PeerId> running = List.copyOf(play.room.running());
        PeerId one = play.oneOf(play.candidates()).peerId();
        switch (play.random.nextInt(5)) {
            case 0 -> {
                int cut = 1 + play.random.nextInt(running.size());
                play.room.split(running.subList(0, cut), running.subList(cut, running.size()));
            }
            case 1 -> play.room.heal();
            case 2 -> play.room.freeze(one);
            case 3 -> running.forEach(play.room::thaw);
            default -> {
                if (!running.contains(one)) play.room.restart(one, play.chance(0.5));
                else if (running.size() > 1) play.room.crash(one);
            }
        }
        play.room.run(Duration.ofMillis(play.random.nextInt(100)));
    }
}
