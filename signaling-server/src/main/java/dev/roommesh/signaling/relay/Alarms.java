package dev.roommesh.signaling.relay;

import java.time.Duration;

/** Calls back after a time. */
public interface Alarms {
    /** The action must not block. */
    Alarm in(Duration delay, Runnable action);

    /** Something that is going to happen. */
    interface Alarm {
        /** Safe to repeat, and too late. */
        void cancel();
    }
}
