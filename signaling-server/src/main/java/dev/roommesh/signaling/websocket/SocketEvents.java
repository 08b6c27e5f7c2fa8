package dev.roommesh.signaling.websocket;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.time.Duration;

/** What operators hear of sockets. Must neither block nor fail. */
public interface SocketEvents {
    void opened();

    void closed();

    /** A peer read too slowly and was cut off. */
    void overflowed();

    /** A registration was refused. */
    void refused(RoomId room, PeerId peer, ErrorCode code);

    /** An old client's question was answered, so long after it came. */
    void listed(Duration taken);

    /** Something else was refused. */
    void refused(ErrorCode code);
}
