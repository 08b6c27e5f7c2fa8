package dev.roommesh.signaling.relay;

import java.time.Duration;

/**
 * @param hedgeAfter when a second worker is asked, too
 * @param answerWithin when the registrations answer in the workers' place
 * @param pendingMax queries in flight on this server
 * @param pendingPerPeerMax and those of one peer, so that one cannot use up all
 */
public record QueryLimits(Duration hedgeAfter, Duration answerWithin, int pendingMax, int pendingPerPeerMax) {}
