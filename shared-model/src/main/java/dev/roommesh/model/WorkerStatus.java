package dev.roommesh.model;

import java.util.Locale;
import java.util.Optional;

/** What a worker can be asked for now. */
public enum WorkerStatus {
    AVAILABLE, BUSY, RESERVED, MAINTENANCE;

    /** The word on the wire: {@code available}, {@code busy}, {@code reserved} or {@code maintenance}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status that a word on the wire names; empty for any other word. */
    public static Optional<WorkerStatus> ofWord(String word) {
        for (WorkerStatus status : values()) {
            if (status.word().equals(word)) return Optional.of(status);
        }
        return Optional.empty();
    }
}
