package dev.roommesh.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.SeenRoom;
import dev.roommesh.agent.operation.PublishedView;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Features;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.protocol.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServerNotesTest {
    private static final PeerId BEN = SeenRoom.BEN;
    private static final LinkAttempt FIRST = new LinkAttempt(1, 1);
    private static final ListedPeer LISTED = new ListedPeer(BEN, Role.WORKER, Profile.EMPTY, false, 1);
    private static final IceServer STUN = new IceServer(List.of("stun:127.0.0.1:3478"), null, null);
    private static final IceCandidate CANDIDATE = new IceCandidate("candidate:1", "0", 0);

    private final AgentLoop loop = new AgentLoop(new SteadyClock());
    private final PublishedView view = new PublishedView();
    private final AtomicReference<Instant> now = new AtomicReference<>(SeenRoom.NOW);
    private final List<FromPeer> replies = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<IceServer> iceServers = new ArrayList<>();
    private final List<Features> features = new ArrayList<>();
    private final List<FromServer.OpenChannel> offers = new ArrayList<>();
    private final List<FromServer.PeerOffer> oldOffers = new ArrayList<>();
    private final ServerNotes notes = new ServerNotes(loop, iceServers::addAll, view,
            now::get, replies::add, features::add, offers::add, oldOffers::add, refusals::add);

    @Test
    void theOfferOfAClientsChannelGoesToTheJobs() {
        var offer = new FromServer.OpenChannel(new RequestId("c"), new PeerId("client"),
                new ReservationId("0123456789abcdef"), new Sdp("offer", "v=0"));
        notes.received(offer);
        assertThat(offers).containsExactly(offer);
    }

    @Test
    void theOfferOfAnOldClientGoesToWhoeverAnswersThoseAndNothingElseOfOldPeersDoes() throws InterruptedException {
        var offer = new FromServer.PeerOffer(new PeerId("client"), SeenRoom.ANA, "v=0", Map.of());
        notes.received(offer);
        notes.received(new FromServer.PeerAnswer(new PeerId("client"), SeenRoom.ANA, "v=0", Map.of()));
        notes.received(new FromServer.AdminConflict(new RoomId("lab"), BEN));
        assertThat(oldOffers).containsExactly(offer);
        assertThat(loop.next(0)).isNull();
        assertThat(replies).isEmpty();
    }

    @Test
    void aRegistrationIsNotedAndKeptUntilTheServerIsLost() throws InterruptedException {
        assertThat(notes.registration()).isEmpty();
        notes.registered(welcome());
        assertThat(loop.next(0)).isEqualTo(new Input.Registered(List.of(LISTED), Optional.of(BEN), 9));
        assertThat(iceServers).containsExactly(STUN);
        assertThat(notes.registration()).contains(welcome());
        notes.lost();
        assertThat(loop.next(0)).isEqualTo(new Input.SignalingLost());
        assertThat(notes.registration()).isEmpty();
        assertThat(features).containsExactly(Features.of(false));
        notes.received(new FromServer.FeaturesChanged(Features.of(true)));
        assertThat(features).containsExactly(Features.of(false), Features.of(true));
    }

    @Test
    void aWishThatAWorkerBeForgottenReachesTheMember() throws InterruptedException {
        notes.received(new FromServer.ForgetWorker(new RequestId("f"), BEN));
        assertThat(loop.next(0)).isEqualTo(new Input.ForgetWished(new RequestId("f"), BEN));
    }

    @Test
    void aFullInboxLosesNeitherTheServersComingNorItsGoing() throws InterruptedException {
        while (loop.offer(new Input.Tick())) {
            // Until it is full.
        }
        notes.received(new FromServer.PeerJoined(LISTED));
        notes.registered(welcome());
        notes.lost();
        assertThat(loop.next(0)).isInstanceOf(Input.Registered.class);
        assertThat(loop.next(0)).isInstanceOf(Input.SignalingLost.class);
        assertThat(loop.next(0)).isInstanceOf(Input.Tick.class);
    }

    @Test
    void eachMessageBecomesItsNote() throws InterruptedException {
        assertNoted(new FromServer.PeerJoined(LISTED), new Input.PeerJoined(LISTED));
        assertNoted(new FromServer.PeerLeft(BEN, DepartureReason.LEASE_EXPIRED),
                new Input.PeerLeft(BEN, DepartureReason.LEASE_EXPIRED));
        assertNoted(new FromServer.AdminChanged(BEN, 5), new Input.AdminReported(BEN, 5));
        assertNoted(new FromServer.MeshOffer(BEN, new Sdp("offer", "v=0 o"), FIRST, null),
                new Input.Signaled(BEN, new LinkSignal.Offer(FIRST, "v=0 o")));
        assertNoted(new FromServer.MeshAnswer(BEN, new Sdp("answer", "v=0 a"), FIRST),
                new Input.Signaled(BEN, new LinkSignal.Answer(FIRST, "v=0 a")));
        assertNoted(new FromServer.Candidate(BEN, CANDIDATE, FIRST),
                new Input.Signaled(BEN, new LinkSignal.Candidate(FIRST, CANDIDATE)));
        assertNoted(new FromServer.DialMe(BEN), new Input.Signaled(BEN, new LinkSignal.DialMe()));
        assertNoted(welcome(), new Input.Registered(List.of(LISTED), Optional.of(BEN), 9));
    }

    @Test
    void theSignalsOfOldPeersAndWhatOnlyInformsLeaveNoNote() throws InterruptedException {
        notes.received(new FromServer.MeshOffer(BEN, new Sdp("offer", "v=0"), null, null));
        notes.received(new FromServer.MeshAnswer(BEN, new Sdp("answer", "v=0"), null));
        notes.received(new FromServer.Candidate(BEN, CANDIDATE, null));
        notes.received(new FromServer.Ping());
        notes.received(new FromServer.MetadataUpdated(BEN, Profile.EMPTY));
        notes.received(FromServer.Refused.of(ErrorCode.INVALID_MESSAGE, "no"));
        assertThat(loop.next(0)).isNull();
        assertThat(refusals).isEmpty();
    }

    @Test
    void aRefusalForGoodIsPassedOn() {
        notes.refused("Full.");
        assertThat(refusals).containsExactly("Full.");
    }

    @Test
    void theActingAdminAnswersAsAdmin() throws InterruptedException {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusMillis(1)));
        WorkerAnswer answer = ask();
        assertThat(answer.source()).isEqualTo(Source.ADMIN);
        assertThat(answer.stale()).isFalse();
        assertThat(answer.totalCount()).isEqualTo(2);
        assertThat(answer.asOf()).isEqualTo(SeenRoom.NOW);
        assertThat(loop.next(0)).as("the loop is not asked").isNull();
    }

    @Test
    void anAdminWhoseTimeIsOverAnswersAsMember() {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW));
        assertThat(ask().source()).isEqualTo(Source.MEMBER);
    }

    @Test
    void anOldViewIsStale() {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusMillis(1)));
        now.set(SeenRoom.NOW.plusSeconds(2));
        WorkerAnswer answer = ask();
        assertThat(answer.stale()).isTrue();
        assertThat(answer.source()).isEqualTo(Source.MEMBER);
        assertThat(answer.asOf()).isEqualTo(SeenRoom.NOW.minusSeconds(1));
    }

    @Test
    void aReadOnlyRoomIsStale() {
        view.accept(SeenRoom.of(Mode.READ_ONLY, null));
        assertThat(ask().stale()).isTrue();
    }

    @Test
    void thereIsNoAnswerBeforeThereIsAView() {
        notes.received(new FromServer.QueryWorkers(new RequestId("q1"), Filters.NONE, 100));
        assertThat(replies).isEmpty();
    }

    private WorkerAnswer ask() {
        replies.clear();
        notes.received(new FromServer.QueryWorkers(new RequestId("q1"), Filters.NONE, 100));
        assertThat(replies).hasSize(1);
        var list = (FromPeer.WorkerList) replies.getFirst();
        assertThat(list.requestId()).isEqualTo(new RequestId("q1"));
        return list.answer();
    }

    private void assertNoted(FromServer message, Input expected) throws InterruptedException {
        notes.received(message);
        assertThat(loop.next(0)).isEqualTo(expected);
        assertThat(loop.next(0)).isNull();
    }

    private static FromServer.Registered welcome() {
        return new FromServer.Registered(new RoomId("lab"), SeenRoom.ANA, List.of(LISTED), BEN, 9, Features.of(false),
                List.of(STUN), 30, "ticket", List.of(BEN), Map.of(), List.of(STUN));
    }
}
