package dev.roommesh.signaling.websocket;

import dev.roommesh.model.Limits;
import java.time.Duration;

/**
 * @param socketsMax sockets on this server, registered or not
 * @param framesPerSecond that one socket may send on and on; twice as many at once
 * @param registerWithin how long a socket may stay without a registration
 * @param silence after which an older socket of a peer that has registered on another is ended
 */
public record SocketLimits(int socketsMax, int framesPerSecond, Duration registerWithin, Duration silence) {
    /** Older sockets that an old peer may still listen on; the oldest of more are ended. */
    static final int SUPERSEDED_MAX = 4;
    /** Bytes that wait for one peer to read them; more ends its socket. */
    static final int OUTBOX_BYTES_MAX = 16 * Limits.SIGNAL_FRAME_BYTES_MAX;
    /** Bytes that one socket may send in a second, on and on; twice as many at once. */
    static final int BYTES_PER_SECOND = 64 * Limits.SIGNAL_FRAME_BYTES_MAX;
    /** A peer that has so much to read yet is told what it watches when it has read that. */
    static final int BEHIND_BYTES = 64 * 1024;
    /** Watch updates of one worker: 50 a second for each server that it tells, and more. */
    static final int UPDATES_PER_SECOND = 500;
    /** Profiles and admins that one socket may report at once, and in each second from then on. */
    static final int CHANGES_AT_ONCE = 100;
    static final int CHANGES_PER_SECOND = 20;
    /** Bad frames that are forgiven at once. */
    static final int BAD_FRAMES_MAX = 32;
    /** And those that are forgiven each minute from then on. */
    static final int BAD_FRAMES_PER_MINUTE = 4;
    /** How long a flooder is read on, and nothing done, before its end is closed: it must hear why. */
    static final Duration HEARD_OUT_FOR = Duration.ofMillis(500);
    /** How long a peer may take to read what it was told last and to close its end. */
    static final Duration GOODBYE_WITHIN = Duration.ofSeconds(5);
}
