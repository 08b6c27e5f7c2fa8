package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Self;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Ways to be broken. */
final class Mutations {
    private Mutations() {}

    static Member answersItsOwnBeats(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> forgedBy(Effect effect) {
                return effect instanceof Effect.Send send && send.message() instanceof MeshMessage.Heartbeat beat
                        && this.self.equals(beat.admin())
                                ? from(send, new MeshMessage.BeatEcho(beat.term(), beat.sequence()))
                                : List.of();
            }
        };
    }

    static Member answersItsOwnProbes(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> forgedBy(Effect effect) {
                return effect instanceof Effect.Send send && send.message() instanceof MeshMessage.Prepare prepare
                        ? from(send, promise(prepare.nonce()))
                        : List.of();
            }
        };
    }

    private static MeshMessage.Promise promise(long nonce) {
        return new MeshMessage.Promise(nonce, true, 0, null, RosterVersion.NONE, null, null);
    }

    /** It takes every change of the roster that it wants for promised and accepted by all. */
    static Member asksNobodyForItsRoster(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> forgedBy(Effect effect) {
                if (!(effect instanceof Effect.Send send)) return List.of();
                return switch (send.message()) {
                    case MeshMessage.Prepare prepare -> from(send, promise(prepare.nonce()));
                    case MeshMessage.Propose propose -> from(send, new MeshMessage.Accepted(
                            propose.proposal().ballot(), propose.proposal().next().at()));
                    default -> List.of();
                };
            }
        };
    }

    /** Each of its promises is as if it had promised and accepted nothing before, and it accepts whatever is proposed. */
    static Member forgetsItsPromises(Self self, Member real) {
        return new Mutant(self, real) {
            private final Map<PeerId, Proposal> proposed = new HashMap<>();

            @Override
            List<Input> inputs(Input input, Instant now) {
                if (input instanceof Input.Received received
                        && received.message() instanceof MeshMessage.Propose propose)
                    proposed.put(received.peer(), propose.proposal());
                return List.of(input);
            }

            @Override
            List<Effect> effects(Effect effect) {
                if (!(effect instanceof Effect.Send send)) return List.of(effect);
                Proposal wanted = proposed.get(send.peer());
                return switch (send.message()) {
                    case MeshMessage.Promise made -> List.of(new Effect.Send(send.peer(), send.attempt(),
                            new MeshMessage.Promise(made.nonce(), true, made.term(), null, made.roster(), null, null)));
                    case MeshMessage.Outvoted _ when wanted != null -> List.of(new Effect.Send(send.peer(),
                            send.attempt(), new MeshMessage.Accepted(wanted.ballot(), wanted.next().at())));
                    default -> List.of(effect);
                };
            }
        };
    }

    static Member hearsOfNoOtherAdmin(Self self, Member real) {
        return new Mutant(self, real) {
            private boolean holds;

            @Override
            List<Input> inputs(Input input, Instant now) {
                if (!holds || !(input instanceof Input.Received received)) return List.of(input);
                boolean other = switch (received.message()) {
                    case MeshMessage.Heartbeat beat -> !this.self.equals(beat.admin());
                    case MeshMessage.ProbeReply reply -> !this.self.equals(reply.admin());
                    case MeshMessage.Promise promise -> !this.self.equals(promise.admin());
                    case MeshMessage.Claim _,MeshMessage.RosterUpdate _ -> true;
                    default -> false;
                };
                return other ? List.of() : List.of(input);
            }

            @Override
            List<Effect> effects(Effect effect) {
                if (effect instanceof Effect.Publish publish) holds = publish.view().actingUntil().isPresent();
                return List.of(effect);
            }
        };
    }

    static Member thinksThatTheRestLeftTheServer(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> inputs(Input input, Instant now) {
                List<Input> inputs = new ArrayList<>(List.of(input));
                if (input instanceof Input.Tick) {
                    attempts.keySet().forEach(peer -> inputs.add(new Input.PeerLeft(peer, DepartureReason.CLOSED)));
                }
                return inputs;
            }
        };
    }

    static Member takesASilentPeerForALeaver(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> inputs(Input input, Instant now) {
                return input instanceof Input.LinkClosed closed && attempts.containsKey(closed.peer())
                        ? List.of(new Input.Received(closed.peer(), closed.attempt(), new MeshMessage.Leaving()), input)
                        : List.of(input);
            }
        };
    }

    /** Whoever should be forgotten is, whether it lives or not. */
    static Member takesAWishForALeave(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> inputs(Input input, Instant now) {
                return input instanceof Input.ForgetWished wish && attempts.containsKey(wish.worker())
                        ? List.of(new Input.Received(wish.worker(), attempts.get(wish.worker()),
                                new MeshMessage.Leaving()), input)
                        : List.of(input);
            }
        };
    }

    /** As with a clock that does not run while the machine sleeps. */
    static Member doesNotNoticeThatItSlept(Self self, Member real) {
        return new Member() {
            private Instant last = VirtualTime.START;
            private Duration slept = Duration.ZERO;

            @Override
            public List<Effect> handle(Input input, Instant now) {
                if (!last.equals(VirtualTime.START) && now.isAfter(last.plusMillis(500)))
                    slept = slept.plus(Duration.between(last, now));
                last = now;
                return real.handle(input, now.minus(slept));
            }
        };
    }

    static Member sendsEachReceiverAnotherRoster(Self self, Member real) {
        return new Mutant(self, real) {
            private long other;

            @Override
            List<Effect> effects(Effect effect) {
                if (!(effect instanceof Effect.Send send)
                        || !(send.message() instanceof MeshMessage.RosterUpdate update))
                    return List.of(effect);
                Roster roster = update.roster();
                List<Candidate> peers = roster.peers().stream()
                        .map(one -> new Candidate(one.peerId(), one.gpuMemoryMb() + other++)).toList();
                return List.of(new Effect.Send(send.peer(), send.attempt(),
                        new MeshMessage.RosterUpdate(new Roster(roster.term(), roster.version(), peers))));
            }
        };
    }

    private static Member showing(Self self, Member real, UnaryOperator<RoomView> other) {
        return new Mutant(self, real) {
            @Override
            List<Effect> effects(Effect effect) {
                return effect instanceof Effect.Publish publish
                        ? List.of(new Effect.Publish(other.apply(publish.view())))
                        : List.of(effect);
            }
        };
    }

    static Member actsWithoutBeingAdmitted(Self self, Member real) {
        return showing(self, real, view -> with(view, view.mode(), Optional.of(view.contact().plusSeconds(1)),
                view.freshUntil(), view.epoch()));
    }

    static Member callsEveryAnswerFresh(Self self, Member real) {
        return showing(self, real, view -> with(view, Mode.NORMAL, view.actingUntil(),
                view.freshUntil().plusSeconds(3_600), view.epoch()));
    }

    static Member goesBackToAnOlderEpoch(Self self, Member real) {
        return showing(self, real, view -> with(view, view.mode(), view.actingUntil(), view.freshUntil(),
                new Epoch(view.term(), view.documentChanges() % 3, "base")));
    }

    private static RoomView with(RoomView view, Mode mode, Optional<Instant> actingUntil, Instant freshUntil,
            Epoch epoch) {
        return new RoomView(view.self(), mode, view.admin(), view.term(), actingUntil, view.contact(), freshUntil,
                view.roster(), view.workers(), view.links(), view.mesh(), epoch, view.documentChanges());
    }

    static Member saysNothing(Self self, Member real, Class<? extends MeshMessage> kind) {
        return Mutant.without(self, real,
                effect -> effect instanceof Effect.Send send && kind.isInstance(send.message()));
    }

    static Member grantsEveryWish(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Effect> effects(Effect effect) {
                return List
                        .of(effect instanceof Effect.Send(PeerId to, LinkAttempt over, MeshMessage.Reserved(var id, _))
                                ? new Effect.Send(to, over, new MeshMessage.Reserved(id, 10_000))
                                : effect);
            }
        };
    }

    /** It tells the member that it is available. */
    static Member hidesItsJobs(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> inputs(Input input, Instant now) {
                return List.of(input instanceof Input.OwnProfile(Profile own) && own.status() == WorkerStatus.BUSY
                        ? new Input.OwnProfile(own.withStatus(WorkerStatus.AVAILABLE))
                        : input);
            }
        };
    }

    static Member tellsNoJobOfItsEnd(Self self, Member real) {
        return Mutant.without(self, real,
                effect -> effect instanceof Effect.KeptFor(var reservation) && reservation.isEmpty());
    }

    static Member answersNoClient(Self self, Member real) {
        return Mutant.without(self, real,
                effect -> effect instanceof Effect.ToServer(FromPeer.Reservation _));
    }

    static Member publishesNothing(Self self, Member real) {
        return Mutant.without(self, real, Effect.Publish.class::isInstance);
    }

    static Member neverDials(Self self, Member real, PeerId whom) {
        return Mutant.without(self, real, effect -> effect instanceof Effect.Dial dial && dial.peer().equals(whom));
    }

    static Member ignoresItsOwner(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> inputs(Input input, Instant now) {
                return input instanceof Input.OwnProfile ? List.of() : List.of(input);
            }
        };
    }

    static Member ignoresTheServer(Self self, Member real) {
        return new Mutant(self, real) {
            @Override
            List<Input> inputs(Input input, Instant now) {
                return input instanceof Input.Registered || input instanceof Input.PeerJoined
                        ? List.of()
                        : List.of(input);
            }
        };
    }
}
