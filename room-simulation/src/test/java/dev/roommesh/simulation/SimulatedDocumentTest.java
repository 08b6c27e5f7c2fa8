package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.document.RoomDocumentContract;
import java.util.concurrent.atomic.AtomicLong;

class SimulatedDocumentTest extends RoomDocumentContract {
    private final AtomicLong nonces = new AtomicLong();

    @Override
    protected RoomDocument newDocument(RoomId room, PeerId self) {
        return new SimulatedDocument(self, nonces.incrementAndGet());
    }
}
