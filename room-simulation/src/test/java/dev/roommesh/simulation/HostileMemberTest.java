package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** What a member could say to end the room, or a process of it. */
    enum Lie {
        ROSTER {
            @Override
            MeshMessage draw(Random random, long term) {
                return new MeshMessage.RosterUpdate(roster(random, term));
            }
        },
        PREPARE {
            @Override
            MeshMessage draw(Random random, long term) {
                return new MeshMessage.Prepare(random.nextLong(), ballot(random, term));
            }
        },
        PROMISE {
            @Override
            MeshMessage draw(Random random, long term) {
                Roster before = roster(random, term);
                return new MeshMessage.Promise(random.nextInt(200), random.nextBoolean(), term,
                        random.nextBoolean() ? LIAR : null, before.at(), ballot(random, term),
                        proposal(random, term, before));
            }
        },
        PROPOSE {
            @Override
            MeshMessage draw(Random random, long term) {
                Roster before = roster(random, term);
                Proposal proposal = proposal(random, term, before);
                return proposal == null ? ROSTER.draw(random, term) : new MeshMessage.Propose(before, proposal);
            }
        },
        ACCEPTED {
            @Override
            MeshMessage draw(Random random, long term) {
                return new MeshMessage.Accepted(ballot(random, term), roster(random, term).at());
            }
        },
        OUTVOTED {
            @Override
            MeshMessage draw(Random random, long term) {
                return new MeshMessage.Outvoted(ballot(random, term));
            }
        },
        BASE {
            @Override
            MeshMessage draw(Random random, long term) {
                byte[] garbage = new byte[random.nextInt(200)];
                random.nextBytes(garbage);
                int parts = 1 + random.nextInt(Limits.BASE_PARTS_MAX);
                return new MeshMessage.Base(new Epoch(term, version(random), "liar"), random.nextInt(parts), parts,
                        Bytes.copyOf(garbage));
            }
        },
        FORWARDED {
            @Override
            MeshMessage draw(Random random, long term) {
                Lie other = List.of(ROSTER, PREPARE, PROMISE, PROPOSE, ACCEPTED, OUTVOTED, BASE)
                        .get(random.nextInt(7));
                return new MeshMessage.Forwarded(anybody(random), anybody(random), other.draw(random, term));
            }
        };

        abstract MeshMessage draw(Random random, long term);

        private static PeerId anybody(Random random) {
            return random.nextInt(4) == 0 ? new PeerId("stranger") : Rooms.id(random.nextInt(SIZE));
        }

        private static long version(Random random) {
            return random.nextBoolean() ? Limits.VERSION_MAX - random.nextInt(2) : random.nextInt(100_000);
        }

        /** Mostly with the room's workers, so that somebody is left to make it good. */
        private static Roster roster(Random random, long term) {
            List<Candidate> peers = new ArrayList<>(Rooms.candidates(SIZE));
            if (random.nextBoolean()) peers.remove(random.nextInt(SIZE));
            if (random.nextBoolean()) peers.add(new Candidate(new PeerId("stranger"), random.nextInt(100_000)));
            return new Roster(term, version(random), peers);
        }

        private static Ballot ballot(Random random, long term) {
            long size = random.nextBoolean() ? Limits.GPU_MEMORY_MB_MAX : 9_000;
            return new Ballot(term, new Candidate(random.nextInt(3) == 0 ? anybody(random) : LIAR, size));
        }

        private static @Nullable Proposal proposal(Random random, long term, Roster before) {
            Roster next = roster(random, term);
            return next.at().isNewerThan(before.at()) ? new Proposal(ballot(random, term), before.at(), next) : null;
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void theRoomIsWholeHalfAMinuteAfterALiarHasStopped(Lie lie) {
        Set<String> all = Set.copyOf(Invariants.NUMBERS);
        Timing timing = Timing.of(Duration.ofSeconds(1)).withRolls(Duration.ofMinutes(5), 30);
        Seeds.forEach("HostileMemberTest#theRoomIsWholeHalfAMinuteAfterALiarHasStopped",
                seed -> new SimulatedRoom(seed, Duration.ofMillis(20), timing, Parts.REAL, all), room -> {
                    Rooms.settle(room, SIZE);
                    var random = new Random(room.seed());
                    for (int i = 0; i < 60; i++) {
                        room.say(LIAR, lie.draw(random, plausible(random, room)));
                        if (i == 20) room.crash(Rooms.id(SIZE - 1));
                        if (i == 30) room.restart(Rooms.id(SIZE - 1));
                        room.run(Duration.ofMillis(random.nextInt(200)));
                    }
                    room.run(Duration.ofSeconds(30));
                    assertThat(Wholeness.lack(room)).isEmpty();
                });
    }

    /** From what is true to the last one that a reader believes, and beyond. */
    private static long plausible(Random random, SimulatedRoom room) {
        long now = room.now().getEpochSecond();
        return switch (random.nextInt(8)) {
            case 0 -> Limits.TERM_MAX;
            case 1 -> now + Limits.TERM_AHEAD_SECONDS_MAX;
            case 2 -> now + random.nextInt(1_000_000);
            default -> room.view(LIAR).term() + random.nextInt(3);
        };
    }

    /** The quorum is gone, and whoever is left with the caretaker says that the versions of its term end. */
    @Test
    void aCaretakerRemovesTheDeadFromARosterOfNearlyTheLastVersion() {
        Set<String> all = Set.copyOf(Invariants.NUMBERS);
        PeerId caretaker = Rooms.id(SIZE - 1);
        Seeds.forEach("HostileMemberTest#aCaretakerRemovesTheDeadFromARosterOfNearlyTheLastVersion",
                seed -> new SimulatedRoom(seed, Duration.ofMillis(20), Timing.of(Duration.ofSeconds(1)), Parts.REAL,
                        all),
                room -> {
                    Rooms.settle(room, SIZE);
                    Roster held = room.view(LIAR).roster();
                    for (int dead : new int[]{0, 2, 3})
                        room.crash(Rooms.id(dead));
                    room.run(Duration.ofSeconds(20));
                    assertThat(room.view(caretaker).mode()).isEqualTo(Mode.CARETAKER);
                    room.say(LIAR, new MeshMessage.RosterUpdate(
                            new Roster(room.view(caretaker).term(), Limits.VERSION_MAX - 5, held.peers())));
                    room.run(Duration.ofSeconds(1));
                    assertThat(room.view(caretaker).roster().version()).isEqualTo(Limits.VERSION_MAX - 5);
                    room.run(Duration.ofMinutes(5));
                    assertThat(room.view(caretaker).roster().peers()).extracting(Candidate::peerId)
                            .containsExactly(LIAR, caretaker);
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
            room.say(LIAR,
                    new MeshMessage.Heartbeat(1_000_000, 1_000_000, 1_000, 0, null, true, RosterVersion.NONE, EPOCH,
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
