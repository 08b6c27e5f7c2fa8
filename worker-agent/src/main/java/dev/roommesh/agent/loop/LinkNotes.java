package dev.roommesh.agent.loop;

import dev.roommesh.agent.webrtc.LinkListener;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.MeshCodec;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;

/** What happens to the links, as notes for the loop. Frames are read here, on the links' thread. */
public final class LinkNotes implements LinkListener {
    private final MeshCodec codec = new MeshCodec();
    private final AgentLoop loop;
    private final Closer closer;

    /** Closes a link whose frames can no longer be taken in. */
    public interface Closer {
        void close(PeerId peer, LinkAttempt attempt);
    }

    public LinkNotes(AgentLoop loop, Closer closer) {
        this.loop = loop;
        this.closer = closer;
    }

    @Override
    public void localSignal(PeerId peer, LinkSignal signal) {
        if (loop.offer(new Input.LocalSignal(peer, signal))) return;
        // Without its signals an attempt cannot come to anything: its time limit ends it.
    }

    @Override
    public void opened(PeerId peer, LinkAttempt attempt) {
        if (!loop.offer(new Input.LinkOpened(peer, attempt))) overflow(peer, attempt);
    }

    @Override
    public void suspected(PeerId peer, LinkAttempt attempt) {
        if (loop.offer(new Input.LinkSuspected(peer, attempt))) return;
        // Only a hint; whoever is too busy for it has its heartbeats.
    }

    @Override
    public void wornOut(PeerId peer, LinkAttempt attempt) {
        if (loop.offer(new Input.LinkWornOut(peer, attempt))) return;
        // It is said again.
    }

    @Override
    public void received(PeerId peer, LinkAttempt attempt, byte[] frame) {
        Input input = switch (codec.decode(frame)) {
            case Decoded.Accepted<MeshMessage>(MeshMessage message) -> new Input.Received(peer, attempt, message);
            case Decoded.Rejected<MeshMessage>(_, String why) -> new Input.BadFrame(peer, attempt, why);
        };
        if (!loop.offer(input)) overflow(peer, attempt);
    }

    @Override
    public void closed(PeerId peer, LinkAttempt attempt, String why) {
        loop.must(new Input.LinkClosed(peer, attempt, why));
    }

    private void overflow(PeerId peer, LinkAttempt attempt) {
        closer.close(peer, attempt);
        loop.must(new Input.LinkClosed(peer, attempt, "this worker cannot keep up with its frames"));
    }
}
