package dev.roommesh.client.local;

import dev.roommesh.model.JobId;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.RoomId;

/**
 * A job that was started from here, so that another terminal can end it.
 *
 * @param reservation who knows it can end the job
 */
public record SavedJob(JobId job, PeerId worker, ReservationId reservation, String command, RoomId room) {}
