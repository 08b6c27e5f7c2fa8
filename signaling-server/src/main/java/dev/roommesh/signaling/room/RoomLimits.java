package dev.roommesh.signaling.room;

import java.time.Duration;

/**
 * @param roomsMax rooms on one server
 * @param lease how long a registration stands without a sign of life
 * @param idle how long an empty room is remembered
 * @param restartGrace for how long after the start only ticket holders get into rooms that are not known here
 */
public record RoomLimits(int roomsMax, Duration lease, Duration idle, Duration restartGrace) {}
