package dev.roommesh.agent.loop;

import dev.roommesh.agent.signaling.ServerEvents;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.query.QueryAnswer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server says, as notes for the loop; its questions are answered at once, from the published view alone. */
public final class ServerNotes implements ServerEvents {
    private final AgentLoop loop;
    private final Consumer<List<IceServer>> iceServers;
    private final Supplier<Optional<RoomView>> view;
    private final InstantSource clock;
    private final Consumer<FromPeer> reply;
    private final Consumer<String> refused;
    private final AtomicReference<FromServer.@Nullable Registered> registration = new AtomicReference<>();
    private final AtomicReference<@Nullable Features> features = new AtomicReference<>();

    /**
     * Notes for one loop.
     *
     * @param iceServers gets the servers for new links
     * @param reply says something to the server
     * @param refused gets the sentence with which the server refuses this worker for good
     */
    public ServerNotes(AgentLoop loop, Consumer<List<IceServer>> iceServers, Supplier<Optional<RoomView>> view,
            InstantSource clock, Consumer<FromPeer> reply, Consumer<String> refused) {
        this.loop = loop;
        this.iceServers = iceServers;
        this.view = view;
        this.clock = clock;
        this.reply = reply;
        this.refused = refused;
    }

    /** What the server granted last; empty while it is away. */
    public Optional<FromServer.Registered> registration() {
        return Optional.ofNullable(registration.get());
    }

    /** What the server decided for the room when it was heard last. */
    public Optional<Features> features() {
        return Optional.ofNullable(features.get());
    }

    @Override
    public void registered(FromServer.Registered welcome) {
        features.set(welcome.features());
        iceServers.accept(welcome.iceServers());
        registration.set(welcome);
        loop.must(new Input.Registered(welcome.peers(), Optional.ofNullable(welcome.adminPeerId()),
                welcome.adminTerm()));
    }

    @Override
    public void lost() {
        registration.set(null);
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
            case FromServer.MeshOffer offer -> signaled(offer.attempt(),
                    attempt -> new Input.Signaled(offer.fromPeerId(),
                            new LinkSignal.Offer(attempt, offer.offer().sdp())));
            case FromServer.MeshAnswer answer -> signaled(answer.attempt(), attempt -> new Input.Signaled(
                    answer.fromPeerId(), new LinkSignal.Answer(attempt, answer.answer().sdp())));
            case FromServer.Candidate candidate -> signaled(candidate.attempt(), attempt -> new Input.Signaled(
                    candidate.fromPeerId(), new LinkSignal.Candidate(attempt, candidate.candidate())));
            case FromServer.DialMe dial -> note(new Input.Signaled(dial.fromPeerId(), new LinkSignal.DialMe()));
            case FromServer.QueryWorkers question -> answer(question);
            case FromServer.Registered again -> registered(again);
            case FromServer.Ping _,FromServer.MetadataUpdated _,FromServer.WorkerList _,FromServer.Refused _ -> {
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
