package dev.roommesh.benchmarks.links;

import dev.roommesh.agent.webrtc.WebRtcLinks;

/**
 * What the two ends go through.
 *
 * @param messages that one end sends and the other receives
 * @param redials how often the link is dialled anew after that
 */
record LinkPlan(long messages, int redials) {
    static final long MESSAGES_MIN = 10_000;
    static final long MESSAGES_MAX = 10_000_000_000L;
    static final int REDIALS_MIN = 12;
    static final int REDIALS_MAX = 10_000_000;
    /** Looks at what the process holds, in each of the two parts. */
    static final int SAMPLES = 12;

    private static final int WARM_UP_SHARE = 6;

    /** @throws IllegalArgumentException with one sentence that names the option */
    LinkPlan {
        if (messages < MESSAGES_MIN || messages > MESSAGES_MAX)
            throw new IllegalArgumentException("--messages is " + MESSAGES_MIN + " to " + MESSAGES_MAX + ".");
        if (redials < REDIALS_MIN || redials > REDIALS_MAX)
            throw new IllegalArgumentException("--redials is " + REDIALS_MIN + " to " + REDIALS_MAX + ".");
    }

    /** Messages for which one native factory may be used: as ever, or so few that it is replaced often enough. */
    long messagesPerFactory() {
        return Math.clamp(messages / SAMPLES, WebRtcLinks.MESSAGES_MAX_LEAST, WebRtcLinks.MESSAGES_MAX_DEFAULT);
    }

    /** What is seen in the first sixth is left out, as in the soak of a room: memory fills up to what its use needs. */
    boolean isWarm(double done, long all) {
        return done > (double) all / WARM_UP_SHARE;
    }

    int redialsPerSample() {
        return redials / SAMPLES;
    }
}
