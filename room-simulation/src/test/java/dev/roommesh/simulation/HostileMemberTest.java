package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One member of the room says what no honest one would; the others go on. */
class HostileMemberTest {
    private static final int SIZE = 5;
    private static final PeerId LIAR = Rooms.id(1);
    private static final Epoch EPOCH = new Epoch(0, 0, "simulated");

    @Test
    void aTermThatLeavesNoRoomAboveItIsPassedOver() {
        Seeds.forEach("HostileMemberTest", room -> {
            Rooms.settle(room, SIZE);
            room.say(LIAR, new MeshMessage.Claim(Limits.TERM_MAX));
            room.say(LIAR, new MeshMessage.HandOver(Limits.TERM_MAX));
            room.say(LIAR, new MeshMessage.ProbeReply(1, Limits.TERM_MAX, LIAR, RosterVersion.NONE));
            room.say(LIAR, new MeshMessage.RosterUpdate(
                    new Roster(Limits.TERM_MAX, 1, List.of(new Candidate(LIAR, Limits.GPU_MEMORY_MB_MAX)))));
            room.run(Duration.ofSeconds(3));
            room.crash(Rooms.id(SIZE - 1));
            room.run(Duration.ofSeconds(5));
            Rooms.assertSettled(room, Rooms.id(SIZE - 2), SIZE);
        });
    }

    @Test
    void aMemberThatSpeaksForAnotherDoesNotSilenceIt() {
        Seeds.forEach("HostileMemberTest", room -> {
            Rooms.settle(room, SIZE);
            for (int second = 0; second < 10; second++) {
                room.say(LIAR, new MeshMessage.Vouch(Rooms.id(SIZE - 1), Long.MAX_VALUE, Long.MAX_VALUE - 10 + second,
                        1, Set.of()));
                room.run(Duration.ofSeconds(1));
            }
            Rooms.assertSettled(room, Rooms.id(SIZE - 1), SIZE);
        });
    }

    @Test
    void strangersThatAMemberClaimsToHearTakeNobodysPlace() {
        Seeds.forEach("HostileMemberTest", room -> {
            Rooms.settle(room, SIZE - 1);
            Set<PeerId> strangers = new HashSet<>();
            for (int i = 0; i < Limits.PEERS_LISTED_MAX; i++)
                strangers.add(new PeerId("stranger-" + i));
            for (PeerId stranger : strangers) {
                room.say(LIAR, new MeshMessage.Vouch(stranger, 1, 1, 1_000, strangers));
            }
            room.say(LIAR, new MeshMessage.Heartbeat(1_000_000, 1_000_000, 1_000, 0, null, RosterVersion.NONE, EPOCH,
                    0, strangers));
            room.run(Duration.ofMillis(500));
            room.start(Rooms.candidates(SIZE).getLast());
            room.crash(LIAR);
            room.run(Duration.ofMillis(500));
            room.restart(LIAR);
            room.run(Duration.ofSeconds(20));
            Rooms.assertSettled(room, Rooms.id(SIZE - 1), SIZE);
        });
    }
}
