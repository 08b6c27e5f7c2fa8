package dev.roommesh.agent.oldpeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.SeenRoom;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.OldPeerChannel;
import dev.roommesh.channel.OldPeerChannel.Message;
import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.protocol.Input;
import dev.roommesh.webrtc.PortRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Old clients that do as they please, over real data channels to a worker. */
@Timeout(120)
class OldClientsIT {
    private static final PeerId ANA = new PeerId("old-ana");
    private static final PeerId BEN = new PeerId("old-ben");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BlockingQueue<Input.ReserveWished> wishes = new LinkedBlockingQueue<>();
    private final BlockingQueue<FromPeer> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<ReservationId> renewed = new LinkedBlockingQueue<>();
    private final BlockingQueue<ReservationId> givenBack = new LinkedBlockingQueue<>();
    private final DataChannels channels = new DataChannels(PortRange.ANY);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final OldClients clients = clients(true);

    private OldClients clients(boolean takes) {
        return new OldClients(takes, SeenRoom.ANA, wish -> wishes.add((Input.ReserveWished) wish), new Keeping() {
            @Override
            public void renew(ReservationId reservation, Duration lease) {
                assertThat(lease).isEqualTo(OldClients.LEASE);
                renewed.add(reservation);
            }

            @Override
            public void giveBack(ReservationId reservation) {
                givenBack.add(reservation);
            }
        }, PortRange.ANY);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : opened)
            one.close();
        clients.close();
        channels.close();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing came");
        return next;
    }

    private OldPeerChannel dial() {
        OldPeerChannel channel = OldPeerChannel.dial(channels, List.of());
        opened.add(channel);
        return channel;
    }

    private static String offerOf(OldPeerChannel channel) throws Exception {
        return channel.description().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void offer(PeerId client, String sdp) {
        clients.offered(new FromServer.PeerOffer(client, SeenRoom.ANA, sdp, Map.of()), replies::add);
    }

    private String refusal() throws InterruptedException {
        var error = (FromPeer.PeerError) next(replies);
        assertThat(error.reason()).isEqualTo("worker_busy");
        return String.valueOf(error.message());
    }

    /** Not only in the moment after another offer. */
    private void assertNeverTaken(PeerId client, String sdp) {
        await().atMost(LIMIT).during(OldClients.BEGUN_EACH.multipliedBy(2)).pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    offer(client, sdp);
                    return refusal().contains("not free");
                });
        assertThat(wishes).as("the room is not asked").isEmpty();
    }

    /** Offers are not taken at once after one another. */
    private Input.ReserveWished wished(PeerId client, String sdp) {
        Input.ReserveWished wish = await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            offer(client, sdp);
            return wishes.poll(50, TimeUnit.MILLISECONDS);
        }, came -> came != null);
        replies.clear();
        return wish;
    }

    private static FromPeer.Reservation word(RequestId request, ReservationOutcome outcome) {
        return outcome == ReservationOutcome.GRANTED
                ? new FromPeer.Reservation(request, outcome, WorkerEntry.of(SeenRoom.ANA, Profile.EMPTY), 10_000)
                : new FromPeer.Reservation(request, outcome, null, 0);
    }

    private void decide(Input.ReserveWished wish, ReservationOutcome outcome) {
        if (outcome == ReservationOutcome.GRANTED)
            clients.keptFor(Optional.of(new HeldReservation(wish.reservation(), wish.client(), SeenRoom.NOW)));
        assertThat(clients.answered(word(wish.request(), outcome))).isTrue();
    }

    private ReservationId open(PeerId client, OldPeerChannel channel) throws Exception {
        Input.ReserveWished wish = wished(client, offerOf(channel));
        assertThat(wish.client()).isEqualTo(client);
        assertThat(wish.worker()).contains(SeenRoom.ANA);
        assertThat(wish.ttl()).isEqualTo(Limits.RESERVATION_FIRST_TTL);
        decide(wish, ReservationOutcome.GRANTED);
        var answer = (FromPeer.PeerAnswer) next(replies);
        assertThat(answer.target()).isEqualTo(client);
        assertThat(answer.more()).isEmpty();
        channel.takeAnswer(answer.sdp());
        assertThat(channel.awaitOpen()).isTrue();
        assertThat(next(renewed)).isEqualTo(wish.reservation());
        return wish.reservation();
    }

    private void free(ReservationId reservation) throws InterruptedException {
        assertThat(next(givenBack)).isEqualTo(reservation);
        await().atMost(LIMIT).until(() -> !clients.isTaken());
    }

    @Test
    void theWorkerIsKeptForAClientUntilItsChannelEnds() throws Exception {
        OldPeerChannel channel = dial();
        ReservationId reservation = open(ANA, channel);
        assertThat(channel.next()).contains(new Message.Alive());
        assertNeverTaken(BEN, offerOf(dial()));
        assertThat(channel.end()).isEmpty();
        assertThat(givenBack).isEmpty();
        channel.close();
        free(reservation);
        assertThat(open(BEN, dial())).isNotEqualTo(reservation);
    }

    @Test
    void whatTheRoomRefusesIsRefusedAndNothingIsMade() throws Exception {
        String offer = offerOf(dial());
        decide(wished(ANA, offer), ReservationOutcome.TAKEN);
        assertThat(refusal()).contains("not free");
        await().atMost(LIMIT).until(() -> !clients.isTaken());
        assertThat(wished(ANA, offer).client()).as("and may ask again").isEqualTo(ANA);
        assertThat(refusal()).as("where no word comes").contains("not free");
        assertThat(clients.answered(word(new RequestId("r1"), ReservationOutcome.GRANTED))).as("the server's own")
                .isFalse();
    }

    @Test
    void whoSendsAJobHearsThatThereAreNoneAndTheWorkerIsFreeSoon() throws Exception {
        OldPeerChannel channel = dial();
        ReservationId reservation = open(ANA, channel);
        assertThat(channel.send("PACKAGE_TYPE::train")).isTrue();
        Bytes part = Bytes.copyOf(new byte[Limits.MESH_FRAME_BYTES_MAX]);
        for (int i = 0; i < 200 && channel.end().isEmpty(); i++)
            channel.send(part);
        var heard = new ArrayList<Message>();
        for (Optional<Message> next = channel.next(); next.isPresent(); next = channel.next())
            heard.add(next.get());
        assertThat(heard).contains(new Message.Text(OldClients.NO_PACKAGES));
        assertThat(channel.end().orElseThrow()).contains("closed by the other end");
        free(reservation);
    }

    @Test
    void whatIsNoOfferIsRefusedBeforeAnythingIsReserved() throws Exception {
        String good = offerOf(dial());
        for (String bad : List.of("", "garbage", "v=0", good.replace("v=0", "v=1"), good + "a=%n%n%n\r\n")) {
            offer(ANA, bad);
            assertThat(refusal()).as(bad).contains("no offer");
        }
        assertThat(wishes).isEmpty();
        assertThat(clients.isTaken()).isFalse();
        Input.ReserveWished wish = wished(ANA, "v=0\r\nm=application nonsense\r\n");
        decide(wish, ReservationOutcome.GRANTED);
        assertThat(refusal()).contains("No connection");
        free(wish.reservation());
    }

    @Test
    void anotherLabelAHugeTextAndNeverOpeningFreeTheWorker() throws Exception {
        try (var other = QuestionChannel.dial(channels, List.of())) {
            Input.ReserveWished wish = wished(ANA, other.description().get(20, TimeUnit.SECONDS));
            decide(wish, ReservationOutcome.GRANTED);
            other.takeAnswer(((FromPeer.PeerAnswer) next(replies)).sdp());
            free(wish.reservation());
        }
        OldPeerChannel loud = dial();
        ReservationId reservation = open(ANA, loud);
        assertThat(loud.send("x".repeat(Limits.MESH_FRAME_BYTES_MAX + 1))).isTrue();
        free(reservation);
        Input.ReserveWished never = wished(ANA, offerOf(dial()));
        decide(never, ReservationOutcome.GRANTED);
        assertThat(next(replies)).isInstanceOf(FromPeer.PeerAnswer.class);
        free(never.reservation());
        assertThat(open(BEN, dial())).as("and the worker goes on").isNotNull();
    }

    @Test
    void aClientThatOffersAgainKeepsTheWorkerAndTheSameOfferHasTheSameAnswer() throws Exception {
        OldPeerChannel first = dial();
        ReservationId reservation = open(ANA, first);
        offer(ANA, offerOf(first));
        FromPeer again = next(replies);
        offer(ANA, offerOf(first));
        assertThat(next(replies)).isEqualTo(again).isInstanceOf(FromPeer.PeerAnswer.class);
        assertThat(first.end()).isEmpty();
        OldPeerChannel second = dial();
        assertThat(open(ANA, second)).isEqualTo(reservation);
        while (first.next().isPresent()) {
            // Until it ends.
        }
        assertThat(givenBack).isEmpty();
        assertThat(second.end()).isEmpty();
        clients.keptFor(Optional.of(new HeldReservation(reservation, ANA, SeenRoom.NOW)));
        assertThat(second.end()).isEmpty();
        clients.keptFor(Optional.empty());
        free(reservation);
        while (second.next().isPresent()) {
            // Until it ends.
        }
    }

    @Test
    void outsideOfTheRoomAndWhereItIsSwitchedOffNobodyIsTaken() throws Exception {
        OldPeerChannel channel = dial();
        ReservationId reservation = open(ANA, channel);
        clients.stay(false);
        free(reservation);
        assertNeverTaken(ANA, offerOf(dial()));
        clients.stay(true);
        assertThat(wished(ANA, offerOf(dial()))).isNotNull();
        replies.clear();
        try (OldClients off = clients(false)) {
            off.offered(new FromServer.PeerOffer(ANA, SeenRoom.ANA, offerOf(dial()), Map.of()), replies::add);
            assertThat(refusal()).contains("takes no old clients");
            assertThat(off.isTaken()).isFalse();
        }
    }
}
