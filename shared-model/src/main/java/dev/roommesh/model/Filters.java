package dev.roommesh.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which workers a query asks for: all that is given must hold.
 *
 * @param status the worker's status; any where null
 * @param minGpuMemoryMb at least this many MiB; any where null
 * @param tags at least one of these; any where empty
 * @param properties a condition for each named property
 */
public record Filters(@Nullable WorkerStatus status, @Nullable Long minGpuMemoryMb, List<String> tags,
        Map<String, Condition> properties) {
    public static final Filters NONE = new Filters(null, null, List.of(), Map.of());

    public Filters {
        tags = tags == null ? List.of() : List.copyOf(tags);
        properties = properties == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        if (tags.size() > Limits.TAGS_MAX)
            throw new IllegalArgumentException(
                    "a query has at most " + Limits.TAGS_MAX + " tags");
        if (properties.size() > Limits.PROPERTIES_MAX)
            throw new IllegalArgumentException(
                    "a query has at most " + Limits.PROPERTIES_MAX + " properties");
        if (minGpuMemoryMb != null && (minGpuMemoryMb < 0 || minGpuMemoryMb > Limits.GPU_MEMORY_MB_MAX)) {
            throw new IllegalArgumentException("min_gpu_memory_mb is 0 to " + Limits.GPU_MEMORY_MB_MAX);
        }
    }

    public boolean admit(Profile profile) {
        if (status != null && profile.status() != status) return false;
        if (minGpuMemoryMb != null && profile.gpuMemoryMb() < minGpuMemoryMb) return false;
        if (!tags.isEmpty() && Collections.disjoint(tags, profile.tags())) return false;
        for (Map.Entry<String, Condition> condition : properties.entrySet()) {
            if (!condition.getValue().admits(profile.properties().get(condition.getKey()))) return false;
        }
        return true;
    }
}
