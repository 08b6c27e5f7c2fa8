package dev.roommesh.protocol;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import java.time.Instant;

/** For whom a worker is kept, and until when; handed on where a process leaves the room and enters it again. */
public record HeldReservation(ReservationId id, PeerId client, Instant until) {}
