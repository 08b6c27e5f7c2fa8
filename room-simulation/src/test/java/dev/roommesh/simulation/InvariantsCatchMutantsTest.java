package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that nothing can break is worth nothing: for each there is a broken part that it finds. */
@Execution(ExecutionMode.CONCURRENT)
class InvariantsCatchMutantsTest {
    private static final long SEEDS_MAX = 1_000;

    record Case(String invariant, String mutant, Parts parts, Consumer<Play> plot) {
        @Override
        public String toString() {
            return invariant + ": " + mutant;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                mutant("I1", "an admin that answers its own beats", Mutations::answersItsOwnBeats,
                        InvariantsCatchMutantsTest::cutOffAdmin),
                mutant("I2", "an admin that tells each another roster", Mutations::sendsEachReceiverAnotherRoster,
                        Gatherings::form),
                new Case("I3", "a process that loses its memory while it lives", forgetful(), Gatherings::form),
                mutant("I3", "a replica that goes back to an older epoch", Mutations::goesBackToAnOlderEpoch,
                        Gatherings::form),
                mutant("I4", "a newcomer that acts without being admitted", Mutations::actsWithoutBeingAdmitted,
                        Gatherings::form),
                mutant("I5", "an admin that writes a roster change without asking",
                        (self, real) -> Mutations.answersItsOwnBeats(self,
                                Mutations.asksNobodyForItsRoster(self, real)),
                        InvariantsCatchMutantsTest::leaversOnBothSides),
                mutant("I5", "acceptors that forget their promises", Mutations::forgetsItsPromises,
                        InvariantsCatchMutantsTest::halfDeafAdmin),
                mutant("I6", "a candidate that answers its own probes", Mutations::answersItsOwnProbes,
                        Cuts::partition),
                mutant("I6", "a caretaker that forges the server's word", Mutations::thinksThatTheRestLeftTheServer,
                        Cuts::partition),
                mutant("I7", "admins that hear of no other",
                        (self, real) -> Mutations.answersItsOwnBeats(self, Mutations.hearsOfNoOtherAdmin(self, real)),
                        InvariantsCatchMutantsTest::cutOffAdmin),
                mutant("I8", "a member that takes a lost link for a leave", Mutations::takesASilentPeerForALeaver,
                        Cuts::linksLost),
                mutant("I8", "an admin that forgets the living when somebody wishes it", Mutations::takesAWishForALeave,
                        ByHand::forgotten),
                mutant("I9", "a sleeper whose clock slept, too", Mutations::doesNotNoticeThatItSlept,
                        Failovers::adminSleeps),
                mutant("I9", "a founder whose clock slept, too", Mutations::doesNotNoticeThatItSlept,
                        InvariantsCatchMutantsTest::sleepsBeforeItFounds),
                mutant("I10", "a member that publishes nothing", Mutations::publishesNothing, Gatherings::form),
                mutant("I11", "newcomers that never ask to be admitted",
                        (self, real) -> Mutations.saysNothing(self, real, MeshMessage.AdmitMe.class), Gatherings::form),
                mutant("I11", "restarted workers that ignore the server", (self, real) -> self.incarnation() > 10
                        ? Mutations.ignoresTheServer(self, real)
                        : real, Failovers::allRestart),
                mutant("I12", "members that do not send their changes",
                        (self, real) -> Mutations.saysNothing(self, real, MeshMessage.Changes.class), Gatherings::form),
                mutant("I13", "a member that ignores its owner", Mutations::ignoresItsOwner, Gatherings::statuses),
                mutant("I14", "a member that never dials one other",
                        (self, real) -> Mutations.neverDials(self, real, new PeerId("w01")), Gatherings::form),
                mutant("I15", "a member that calls every answer fresh", Mutations::callsEveryAnswerFresh,
                        InvariantsCatchMutantsTest::nobodyActs),
                new Case("I16", "processes that count from the beginning", countingAnew(),
                        InvariantsCatchMutantsTest::changesAndRestarts),
                mutant("I17", "a worker that grants every wish", Mutations::grantsEveryWish, Reserving::amongFaults),
                mutant("I17", "a worker that reserves itself while it runs a job", Mutations::hidesItsJobs,
                        Reserving::amongFaults),
                mutant("I19", "a worker whose jobs do not hear that their client is gone",
                        Mutations::tellsNoJobOfItsEnd, Reserving::amongFaults),
                mutant("I18", "a member that answers no client", Mutations::answersNoClient, play -> {
                    Reserving.races(play);
                    play.room.run(Duration.ofSeconds(6));
                }));
    }

    private static Case mutant(String invariant, String name, BiFunction<Self, Member, Member> mutation,
            Consumer<Play> plot) {
        return new Case(invariant, name, Mutant.all(mutation), plot);
    }

    private static Parts forgetful() {
        return new Parts() {
            @Override
            public Member member(Self self, Profile profile, Timing timing, RoomDocument document, Instant now) {
                List<Member> lives = new ArrayList<>(
                        List.of(new RoomMember(self, profile, timing, document, now)::handle));
                return (input, at) -> {
                    if (lives.size() == 1 && at.isAfter(now.plusMillis(800))) {
                        lives.add(new RoomMember(self, profile, timing, document, at)::handle);
                    }
                    return lives.getLast().handle(input, at);
                };
            }
        };
    }

    private static Parts countingAnew() {
        return new Parts() {
            @Override
            public Member member(Self self, Profile profile, Timing timing, RoomDocument document, Instant now) {
                return new RoomMember(new Self(self.room(), self.peer(), 1), profile, timing, document, now)::handle;
            }
        };
    }

    private static void changesAndRestarts(Play play) {
        play.form(play.drawSize(2));
        for (int i = 0; i < 3; i++) {
            play.changeStatus();
            play.room.run(play.between(0, 1_000));
            PeerId victim = play.oneOf(play.room.running());
            play.room.crash(victim);
            play.room.run(play.between(0, 1_000));
            play.room.restart(victim);
            play.room.run(Duration.ofSeconds(5));
        }
    }

    private static void cutOffAdmin(Play play) {
        play.form(play.drawSize(3));
        PeerId admin = play.admin();
        play.room.split(List.of(admin), play.others(admin));
        play.room.run(Duration.ofSeconds(6));
        play.room.heal();
        play.room.run(OneAdminWhenQuiet.SETTLING.plusSeconds(5));
    }

    /** The admin and another one are cut off; on either side somebody leaves. */
    private static void leaversOnBothSides(Play play) {
        play.form(5);
        PeerId admin = play.admin();
        PeerId companion = play.oneOf(play.others(admin));
        Set<PeerId> rest = play.others(admin, companion);
        play.room.split(List.of(admin, companion), rest);
        play.newAdmin(admin, rest, Duration.ofSeconds(10));
        play.room.leave(companion);
        PeerId successor = play.room.view(rest.iterator().next()).admin().orElseThrow();
        rest.remove(successor);
        play.room.leave(play.oneOf(rest));
        play.room.run(Duration.ofSeconds(1));
    }

    /** The admin still hears that its change is accepted, and nobody hears it any more; its successor has another one. */
    private static void halfDeafAdmin(Play play) {
        play.form(5);
        PeerId admin = play.admin();
        for (PeerId other : play.others(admin))
            play.room.slowLink(admin, other, play.between(100, 200));
        play.room.start(play.newcomer());
        play.room.run(play.between(200, 2_000));
        Set<PeerId> rest = play.others(admin);
        for (PeerId other : rest)
            play.room.cut(admin, other);
        for (PeerId peer : rest)
            play.room.deliver(peer, new Input.PeerLeft(admin, DepartureReason.CLOSED));
        play.room.leave(play.oneOf(rest));
        play.room.run(Duration.ofSeconds(3));
    }

    /** The server has somebody who sleeps; whoever comes next founds after a while, and sleeps by then. */
    private static void sleepsBeforeItFounds(Play play) {
        PeerId registered = play.newcomer().peerId();
        play.room.start(play.candidates().getLast());
        play.room.run(play.between(0, 10));
        play.room.freeze(registered);
        PeerId founder = play.newcomer().peerId();
        play.room.start(play.candidates().getLast());
        play.room.run(play.between(500, 4_900));
        play.room.freeze(founder);
        play.room.run(play.between(2_000, 10_000));
        play.room.thaw(founder);
        play.room.run(Duration.ofSeconds(5));
    }

    private static void nobodyActs(Play play) {
        play.form(3);
        play.room.crashServer();
        for (PeerId alone : play.others())
            play.room.split(List.of(alone), play.others(alone));
        play.room.run(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theInvariantCatchesTheMutantWithinAThousandSeeds(Case mutant) {
        Set<String> others = new HashSet<>(Invariants.NUMBERS);
        others.remove(mutant.invariant());
        var scenario = new Scenario(mutant.mutant(), "", 1, mutant.plot());
        List<Run.Broken> otherwise = new ArrayList<>();
        for (long seed = 0; seed < SEEDS_MAX && otherwise.size() < 20; seed++) {
            Run run = Run.of(scenario, seed, mutant.parts(), others);
            if (run.broken().filter(broken -> broken.number().equals(mutant.invariant())).isPresent()) return;
            run.broken().ifPresent(otherwise::add);
        }
        assertThat(otherwise).as("what happened instead").isNull();
    }
}
