package dev.roommesh.simulation;

import dev.roommesh.model.Profile;
import dev.roommesh.model.WorkerStatus;

/** What a room shows of a worker, beside what the worker was told to say. */
final class Shown {
    private Shown() {}

    /** Whether it is what the worker says, or that and for whom the worker is reserved. */
    static boolean says(Profile shown, Profile told) {
        if (!shown.properties().containsKey(Profile.RESERVATION)) return shown.equals(told);
        WorkerStatus expected = told.status() == WorkerStatus.AVAILABLE ? WorkerStatus.RESERVED : told.status();
        return shown.status() == expected && shown.without(Profile.RESERVATION).without(Profile.RESERVED_BY)
                .withStatus(told.status()).equals(told);
    }
}
