package dev.roommesh.agent.jobs;

import java.time.Duration;

/**
 * What a job may take. Time, memory and disk are looked at each half second, so a job may have more for so long.
 *
 * @param time from its start to its end
 * @param memoryBytes resident, of all its processes together
 * @param outputBytes that its command writes to its standard output and error
 * @param diskBytes in its directory: input, results and whatever else it puts there
 */
public record JobLimits(Duration time, long memoryBytes, long outputBytes, long diskBytes) {
    public JobLimits {
        if (!time.isPositive() || memoryBytes <= 0 || outputBytes <= 0 || diskBytes <= 0)
            throw new IllegalArgumentException("a job's limits of time, memory, output and disk are more than nothing");
    }
}
