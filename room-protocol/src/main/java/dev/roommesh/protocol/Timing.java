package dev.roommesh.protocol;

import java.time.Duration;

/**
 * Every time that the protocol depends on. The sources of the figures are DESIGN 5 and 6, as tried in the simulation.
 *
 * @param heartbeat between two heartbeats of a worker; halving it doubles idle traffic
 * @param adminBeat between two heartbeats of the acting admin
 * @param lease the acting admin acts no longer than this after a majority echoed its beats
 * @param adminSilence after which the admin is doubted and a probe begins
 * @param probeAnswer how long a probe of all waits for answers
 * @param probeSpread over which the probes of one doubted peer are spread
 * @param oversleep a tick later than this makes a member distrust what it hears
 * @param handOverAfter how long a better member must have been synchronised and linked
 * @param handOverAfterMax to which that time doubles when it loses the office again and again
 * @param foundAfter how long a member looks for a roster before it helps to found one
 * @param forgetAfter how long a dead member stays on the roster
 * @param linkSilence after which a link without a frame is closed
 * @param dialTimeout how long an attempt at a link may take
 * @param redialMin the wait after the first failed attempt, doubled by each further one
 * @param redialMax the longest wait between two attempts
 * @param wantAfter how long a peer's document may differ before what is missing is asked for
 * @param rollAfter how old a history of the document becomes at most before a new one begins
 * @param rollAfterChanges how many changes a history gets before a new one begins
 */
public record Timing(Duration heartbeat, Duration adminBeat, Duration lease, Duration adminSilence,
        Duration probeAnswer, Duration probeSpread, Duration oversleep, Duration handOverAfter,
        Duration handOverAfterMax, Duration foundAfter, Duration forgetAfter, Duration linkSilence,
        Duration dialTimeout, Duration redialMin, Duration redialMax, Duration wantAfter, Duration rollAfter,
        int rollAfterChanges) {
    /** A worker that nobody heard for this many of its intervals is dead. */
    public static final int DEAD_INTERVALS = 4;
    /** How often the owner hands in {@link Input.Tick}, whatever else happens: most frames are weighed only then. */
    public static final Duration TICK = Duration.ofMillis(50);

    /** The defaults, for a given heartbeat interval. */
    public static Timing of(Duration heartbeat) {
        if (heartbeat.compareTo(Duration.ofMillis(100)) < 0 || heartbeat.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException("the heartbeat interval is 100 ms to 60 s, not " + heartbeat);
        }
        Duration beat = Duration.ofMillis(250);
        return new Timing(heartbeat, heartbeat.compareTo(beat) < 0 ? heartbeat : beat, Duration.ofSeconds(1),
                Duration.ofMillis(1_250), Duration.ofMillis(150), Duration.ofMillis(400), Duration.ofMillis(500),
                Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofMinutes(2),
                longer(Duration.ofSeconds(4), heartbeat.multipliedBy(DEAD_INTERVALS)), Duration.ofSeconds(6),
                Duration.ofMillis(250), Duration.ofSeconds(4), Duration.ofMillis(200),
                Duration.ofDays(1), 1_000);
    }

    /** The same, with histories of another length. */
    public Timing withRolls(Duration age, int changes) {
        return new Timing(heartbeat, adminBeat, lease, adminSilence, probeAnswer, probeSpread, oversleep, handOverAfter,
                handOverAfterMax, foundAfter, forgetAfter, linkSilence, dialTimeout, redialMin, redialMax, wantAfter,
                age, changes);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
