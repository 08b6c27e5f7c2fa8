package dev.roommesh.client;

import java.time.Duration;

/** A connection on which somebody tells of the room. */
interface Watchable {
    /** Something that goes on until it is closed. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /** Has the other end tell of the room. The feed is over when the connection is, or where the other end refuses. */
    Watching watch(WatchFeed feed);

    /** For how long nothing has come. */
    Duration silence();

    /** After so long without a word on a watch it is given up, for each half second there should be one. */
    Duration patience();

    boolean hasEnded();

    /** Ends it without a word, for nobody seems to be at the other end. */
    void giveUp();

    Way way();
}
