package dev.roommesh.agent.loop;

import dev.roommesh.agent.signaling.ServerEvents;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.query.QueryAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the server says, as notes for the loop; its questions are answered, and its watches told, from the published view alone. */
public final class ServerNotes implements ServerEvents {
    private final AgentLoop loop;
    private final Consumer<List<IceServer>> iceServers;
    private final WatchedView view;
    private final InstantSource clock;
    private final Consumer<FromPeer> reply;
    private final Consumer<String> refused;
    private final AtomicReference<FromServer.@Nullable Registered> registration = new AtomicReference<>();
    private final Consumer<Features> features;
    private final Consumer<FromServer.OpenChannel> channels;
    private final Consumer<FromServer.PeerOffer> oldClients;
    private final Watches watches;

    /**
     * Notes for one loop.
     *
     * @param iceServers gets the servers for new links
     * @param view what questions and watches are answered from
     * @param reply says something to the server
     * @param features gets what the server decides for the room
     * @param channels gets the offers of clients that want a channel
     * @param oldClients gets the offers of old clients
     * @param refused gets the sentence with which the server refuses this worker for good
     */
    public ServerNotes(AgentLoop loop, Consumer<List<IceServer>> iceServers, WatchedView view,
            InstantSource clock, Consumer<FromPeer> reply, Consumer<Features> features,
            Consumer<FromServer.OpenChannel> channels, Consumer<FromServer.PeerOffer> oldClients,
            Consumer<String> refused) {
        this.features = features;
        this.channels = channels;
        this.oldClients = oldClients;
        this.loop = loop;
        this.iceServers = iceServers;
        this.view = view;
        this.clock = clock;
        this.reply = reply;
        this.refused = refused;
        this.watches = new Watches(view, clock, Limits.WATCH_LEASE, reply);
    }

    /** What the server granted last; empty while it is away. */
    public Optional<FromServer.Registered> registration() {
        return Optional.ofNullable(registration.get());
    }

    @Override
    public void registered(FromServer.Registered welcome) {
        features.accept(welcome.features());
        iceServers.accept(welcome.iceServers());
        registration.set(welcome);
        loop.must(new Input.Registered(welcome.peers(), Optional.ofNullable(welcome.adminPeerId()),
                welcome.adminTerm()));
    }

    @Override
    public void lost() {
        registration.set(null);
        watches.endAll();
        loop.must(new Input.SignalingLost());
    }

    @Override
    public void refused(String sentence) {
        refused.accept(sentence);
    }

    @Override
    public void received(FromServer message) {
        switch (message) {
            case FromServer.PeerJoined joined -> note(new Input.PeerJoined(joined.peer()));
            case FromServer.PeerLeft left -> note(new Input.PeerLeft(left.peerId(), left.reason()));
            case FromServer.AdminChanged changed ->
                note(new Input.AdminReported(changed.adminPeerId(), changed.adminTerm()));
            case FromServer.FeaturesChanged(Features decided) -> features.accept(decided);
            case FromServer.MeshOffer offer -> signaled(offer.attempt(),
                    attempt -> new Input.Signaled(offer.fromPeerId(),
                            new LinkSignal.Offer(attempt, offer.offer().sdp())));
            case FromServer.MeshAnswer answer -> signaled(answer.attempt(), attempt -> new Input.Signaled(
                    answer.fromPeerId(), new LinkSignal.Answer(attempt, answer.answer().sdp())));
            case FromServer.Candidate candidate -> signaled(candidate.attempt(), attempt -> new Input.Signaled(
                    candidate.fromPeerId(), new LinkSignal.Candidate(attempt, candidate.candidate())));
            case FromServer.DialMe dial -> note(new Input.Signaled(dial.fromPeerId(), new LinkSignal.DialMe()));
            case FromServer.QueryWorkers question -> answer(question);
            case FromServer.ReserveWorker wish -> note(new Input.ReserveWished(wish.requestId(), wish.clientPeerId(),
                    wish.reservationId(), wish.filters(), Duration.ofMillis(wish.ttlMs()),
                    Optional.ofNullable(wish.workerPeerId())));
            case FromServer.ReleaseWorker wish -> note(
                    new Input.ReleaseWished(wish.requestId(), wish.reservationId(), wish.workerPeerId()));
            case FromServer.OpenChannel offer -> channels.accept(offer);
            case FromServer.ForgetWorker(RequestId id, PeerId worker) -> note(new Input.ForgetWished(id, worker));
            case FromServer.WatchWorkers(RequestId id) -> watches.watch(id);
            case FromServer.UnwatchWorkers(RequestId id) -> watches.end(id);
            case FromServer.Registered again -> registered(again);
            case FromServer.PeerOffer offer -> oldClients.accept(offer);
            case FromServer.PeerAnswer _,FromServer.PeerCandidate _,FromServer.PeerMessage _,FromServer.AdminConflict _ -> {
                // Of old peers: this worker offers them nothing, and all candidates of a client are in its offer.
            }
            case FromServer.Ping _,FromServer.MetadataUpdated _,FromServer.WorkerList _,FromServer.WatchUpdated _,FromServer.PeerList _,FromServer.Reservation _,FromServer.ChannelAnswer _,FromServer.WorkerForgotten _,FromServer.Refused _ -> {
                // Nothing follows from these.
            }
        }
    }

    private void answer(FromServer.QueryWorkers question) {
        view.get().ifPresent(room -> reply.accept(new FromPeer.WorkerList(question.requestId(),
                QueryAnswer.of(room, question.query(), clock.instant()))));
    }

    /** Links of old peers carry no attempt and are another mesh's. */
    private void signaled(@Nullable LinkAttempt attempt, Function<LinkAttempt, Input> input) {
        if (attempt != null) note(input.apply(attempt));
    }

    /** A full inbox loses no more than a hint or a signal here; links are retried, and hints are only hints. */
    private void note(Input input) {
        loop.offer(input);
    }
}
