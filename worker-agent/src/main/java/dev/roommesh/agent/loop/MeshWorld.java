package dev.roommesh.agent.loop;

import dev.roommesh.agent.webrtc.WebRtcLinks;
import dev.roommesh.codec.MeshCodec;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.protocol.RoomView;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The member's effects on real parts. */
public final class MeshWorld implements World {
    private final MeshCodec codec = new MeshCodec();
    private final WebRtcLinks links;
    private final Consumer<FromPeer> server;
    private final Consumer<RoomView> readers;
    private final Consumer<Conclusion> record;
    private final Runnable serverDoubted;
    private final Consumer<Optional<HeldReservation>> keptFor;
    private @Nullable MeshMessage lastSent;
    private byte[] lastFrame = {};

    /**
     * Effects on these parts.
     *
     * @param serverDoubted has the server show that it is still there
     * @param keptFor told for whom this worker is kept
     */
    public MeshWorld(WebRtcLinks links, Consumer<FromPeer> server, Consumer<RoomView> readers,
            Consumer<Conclusion> record, Runnable serverDoubted, Consumer<Optional<HeldReservation>> keptFor) {
        this.links = links;
        this.server = server;
        this.readers = readers;
        this.record = record;
        this.serverDoubted = serverDoubted;
        this.keptFor = keptFor;
    }

    /** What came in the sender's own spelling may be longer in ours. */
    private static boolean isCarried(MeshMessage message) {
        return message instanceof MeshMessage.Forwarded || message instanceof MeshMessage.Relayed;
    }

    @Override
    public void perform(Effect effect) {
        switch (effect) {
            case Effect.Send send when isCarried(send.message()) -> codec.encodeCarried(send.message())
                    .ifPresent(frame -> links.send(send.peer(), send.attempt(), frame));
            case Effect.Send send -> links.send(send.peer(), send.attempt(), frame(send.message()));
            case Effect.ToServer say -> server.accept(say.message());
            case Effect.Dial dial -> links.dial(dial.peer(), dial.attempt());
            case Effect.Accept accept -> links.accept(accept.peer(), accept.attempt(), accept.offer());
            case Effect.TakeAnswer take -> links.takeAnswer(take.peer(), take.attempt(), take.answer());
            case Effect.AddCandidate add -> links.addCandidate(add.peer(), add.attempt(), add.candidate());
            case Effect.CloseLink close -> links.close(close.peer(), close.attempt());
            case Effect.DoubtServer _ -> serverDoubted.run();
            case Effect.KeptFor kept -> keptFor.accept(kept.reservation());
            case Effect.Publish publish -> readers.accept(publish.view());
            case Effect.Note note -> record.accept(note.conclusion());
        }
    }

    /** Most messages go to every neighbour in turn: one is encoded once. Nobody writes into a frame. */
    @SuppressWarnings("ReferenceEquality")
    private byte[] frame(MeshMessage message) {
        if (message != lastSent) {
            lastFrame = codec.encode(message);
            lastSent = message;
        }
        return lastFrame;
    }
}
