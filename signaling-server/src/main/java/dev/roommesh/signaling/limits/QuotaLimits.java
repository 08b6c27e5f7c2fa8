package dev.roommesh.signaling.limits;

/**
 * What those who share something may do together; each rate is for a second, and twice as much may come at once.
 *
 * @param socketsPerAddress open at a time
 * @param socketsPerSecond opened by one address
 * @param registrationsPerSecond of one address
 * @param framesPerSecond of all sockets of one address
 * @param bytesPerSecond of all sockets of one address
 * @param requestsPerSecond over HTTP by one address
 * @param roomFramesPerSecond relayed or asked in one room
 * @param roomChangesPerSecond profiles and admins that are reported in one room
 */
public record QuotaLimits(int socketsPerAddress, int socketsPerSecond, int registrationsPerSecond, int framesPerSecond,
        int bytesPerSecond, int requestsPerSecond, int roomFramesPerSecond, int roomChangesPerSecond) {
    public QuotaLimits {
        if (socketsPerAddress < 1 || socketsPerSecond < 1 || registrationsPerSecond < 1 || framesPerSecond < 1
                || bytesPerSecond < 1 || requestsPerSecond < 1 || roomFramesPerSecond < 1 || roomChangesPerSecond < 1)
            throw new IllegalArgumentException("the limits under roommesh.per-address and per-room are greater than 0");
    }
}
