package dev.roommesh.model;

/**
 * A question for workers.
 *
 * @param filters which ones
 * @param limit how many at most, 1 to {@link Limits#ANSWER_WORKERS_MAX}
 */
public record WorkerQuery(Filters filters, int limit) {
    /** Every worker of the room. */
    public static final WorkerQuery ALL = new WorkerQuery(Filters.NONE, Limits.ANSWER_WORKERS_MAX);

    public WorkerQuery {
        if (limit < 1 || limit > Limits.ANSWER_WORKERS_MAX) {
            throw new IllegalArgumentException("limit is 1 to " + Limits.ANSWER_WORKERS_MAX);
        }
    }
}
