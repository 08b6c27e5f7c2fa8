package dev.roommesh.client;

import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.webrtc.PortRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server on loopback and the workers of its room at real data channels: each says what a test wants it to. */
final class TwoWayRoom implements AutoCloseable {
    static final PeerId ANA = new PeerId("ana");
    static final PeerId BEN = new PeerId("ben");

    /** What is said to a question; nothing where empty. */
    interface Script extends Function<FromPeer, Optional<FromServer>> {}

    private final SignalCodec codec = new SignalCodec();
    private final DataChannels channels = new DataChannels(PortRange.ANY);
    private final List<QuestionChannel> open = new CopyOnWriteArrayList<>();
    private final List<PeerId> dialled = new CopyOnWriteArrayList<>();
    private final List<FromPeer> relayed = new CopyOnWriteArrayList<>();
    private final WebSocketPeer server = new WebSocketPeer(this::served);
    private final AtomicInteger registrations = new AtomicInteger();
    private volatile Script relay;
    private volatile Script worker;
    private volatile WebSocketPeer.@Nullable Conversation client;

    TwoWayRoom(Script relay, Script worker) {
        this.relay = relay;
        this.worker = worker;
    }

    ConnectionFacts facts() {
        return server.facts();
    }

    void relaySays(Script script) {
        relay = script;
    }

    void workersSay(Script script) {
        worker = script;
    }

    /** Whom the client has dialled, in order. */
    List<PeerId> dialled() {
        return List.copyOf(dialled);
    }

    /** What the client has asked the server, but for channels. */
    List<FromPeer> relayed() {
        return List.copyOf(relayed);
    }

    void say(FromServer message) {
        there().say(message);
    }

    /** Ends the client's socket. */
    void disconnect() {
        there().session().disconnect();
    }

    int registrations() {
        return registrations.get();
    }

    private WebSocketPeer.Conversation there() {
        WebSocketPeer.Conversation known = client;
        if (known == null) throw new AssertionError("no client is there");
        return known;
    }

    void endChannels() {
        open.forEach(QuestionChannel::close);
    }

    private void served(WebSocketPeer.Conversation conversation, FromPeer message) {
        switch (message) {
            case FromPeer.Register register -> {
                client = conversation;
                registrations.incrementAndGet();
                conversation.welcome(register);
            }
            case FromPeer.OpenChannel wanted -> Thread.startVirtualThread(() -> answer(conversation, wanted));
            default -> {
                relayed.add(message);
                relay.apply(message).ifPresent(conversation::say);
            }
        }
    }

    private void answer(WebSocketPeer.Conversation conversation, FromPeer.OpenChannel wanted) {
        dialled.add(wanted.workerPeerId());
        QuestionChannel channel = QuestionChannel.accept(channels, List.of(), wanted.offer().sdp());
        open.add(channel);
        conversation.say(new FromServer.ChannelAnswer(wanted.requestId(), ChannelOutcome.ACCEPTED,
                new Sdp("answer", channel.description().join())));
        try {
            for (Optional<String> next = channel.next(); next.isPresent(); next = channel.next())
                if (codec.decodeFromPeer(next.get()) instanceof Decoded.Accepted<SignalCodec.Claimed>(var claimed))
                    worker.apply(claimed.message()).ifPresent(said -> channel.send(codec.encode(said)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody there, as somebody says. */
    static WorkerAnswer answer(PeerId admin, long term, boolean stale, Source source) {
        return new WorkerAnswer(List.of(), 0, admin, term, Instant.EPOCH, stale, source, Mode.NORMAL);
    }

    /** Answers questions with this, and nothing else. */
    static Script answering(WorkerAnswer answer) {
        return message -> message instanceof FromPeer.QueryWorkers(RequestId id, var _, var _)
                ? Optional.of(new FromServer.WorkerList(id, answer))
                : Optional.empty();
    }

    @Override
    public void close() {
        endChannels();
        channels.close();
        server.close();
    }
}
