package dev.roommesh.agent.automerge;

import dev.roommesh.model.Limits;

/**
 * How large a change may be.
 *
 * @param bytesMax as it crosses the wire
 * @param inflatedMax of its content, compressed or not
 * @param operationsMax in it; what the largest profile takes, written as a whole, is about half of it
 */
record ChangeLimits(int bytesMax, int inflatedMax, int operationsMax) {
    static final ChangeLimits CHANGE = new ChangeLimits(Limits.CHANGE_BYTES_MAX, Inflated.BYTES_MAX, 16 * 1024);
    /** The base of an epoch holds the entries of all workers of a room. */
    static final ChangeLimits BASE = new ChangeLimits(Limits.BASE_BYTES_MAX, Inflated.BASE_BYTES_MAX,
            Limits.ROOM_WORKERS_MAX * CHANGE.operationsMax);
}
