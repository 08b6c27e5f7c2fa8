package dev.roommesh.client;

import dev.roommesh.model.PeerId;

/** How a question reaches the room, or word of the room this client. */
public sealed interface Way {
    /** Over the signaling server, which asks a worker. */
    record Relay() implements Way {
        @Override
        public String toString() {
            return "relay";
        }
    }

    /** Over the signaling server, with a request for each question. */
    record Http() implements Way {
        @Override
        public String toString() {
            return "http";
        }
    }

    /** Over a data channel to a worker, which needs no server. */
    record Direct(PeerId worker) implements Way {
        @Override
        public String toString() {
            return "direct";
        }
    }
}
