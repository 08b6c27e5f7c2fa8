package dev.roommesh.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a peer says of itself; {@code metadata} on the wire.
 *
 * @param tags at most {@link Limits#TAGS_MAX}, each once, in the order given
 * @param properties at most {@link Limits#PROPERTIES_MAX}; {@code gpu_memory_mb}, {@code gpu_model}, {@code status},
 * {@code hostname} and {@code current_job} mean the same everywhere
 */
public record Profile(List<String> tags, Map<String, PropertyValue> properties) {
    public static final String GPU_MEMORY_MB = "gpu_memory_mb";
    public static final String GPU_MODEL = "gpu_model";
    public static final String STATUS = "status";
    public static final String HOSTNAME = "hostname";
    /** {@link ReservationId#fingerprint()} of who is reserved. */
    public static final String RESERVATION = "reservation";
    /** The client for which a worker is reserved. */
    public static final String RESERVED_BY = "reserved_by";
    /** The job that a worker runs: an object with its {@code id} and {@code command}. */
    public static final String CURRENT_JOB = "current_job";
    public static final Profile EMPTY = new Profile(List.of(), Map.of());

    private static final Pattern TAG = Pattern.compile("[^\\p{Cntrl}]{1," + Limits.TAG_CHARS_MAX + "}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1," + Limits.PROPERTY_NAME_CHARS_MAX + "}");

    /** @throws IllegalArgumentException when a limit is broken, with a sentence that names it */
    public Profile {
        tags = List.copyOf(new LinkedHashSet<>(tags));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        require(tags.size() <= Limits.TAGS_MAX, "a profile has at most " + Limits.TAGS_MAX + " tags");
        require(properties.size() <= Limits.PROPERTIES_MAX,
                "a profile has at most " + Limits.PROPERTIES_MAX + " properties");
        for (String tag : tags) {
            require(TAG.matcher(tag).matches(), "a tag has 1 to " + Limits.TAG_CHARS_MAX + " printable characters");
        }
        int weight = weigh(tags, properties);
        for (Map.Entry<String, PropertyValue> property : properties.entrySet()) {
            requireName(property.getKey(), property.getValue());
            require(property.getValue().depth() <= Limits.VALUE_DEPTH_MAX,
                    "a property is nested at most " + Limits.VALUE_DEPTH_MAX + " deep");
        }
        require(weight <= Limits.PROFILE_CHARS_MAX,
                "a profile has at most " + Limits.PROFILE_CHARS_MAX + " characters in all");
    }

    /** Characters of all names and values together, 0 to {@link Limits#PROFILE_CHARS_MAX}. */
    public int weight() {
        return weigh(tags, properties);
    }

    private static int weigh(List<String> tags, Map<String, PropertyValue> properties) {
        int weight = tags.stream().mapToInt(String::length).sum();
        for (Map.Entry<String, PropertyValue> property : properties.entrySet()) {
            weight += property.getKey().length() + property.getValue().weight();
        }
        return weight;
    }

    /** GPU memory in MiB, 0 to {@link Limits#GPU_MEMORY_MB_MAX}; 0 where none is stated or it makes no sense. */
    public long gpuMemoryMb() {
        double megabytes = switch (properties.get(GPU_MEMORY_MB)) {
            case PropertyValue.Whole whole -> whole.value();
            case PropertyValue.Decimal decimal -> decimal.value();
            case null, default -> 0;
        };
        return megabytes >= 0 && megabytes <= Limits.GPU_MEMORY_MB_MAX ? (long) megabytes : 0;
    }

    /** The stated status; {@code available} where none is stated or the word is unknown. */
    public WorkerStatus status() {
        return properties.get(STATUS) instanceof PropertyValue.Text word
                ? WorkerStatus.ofWord(word.value()).orElse(WorkerStatus.AVAILABLE)
                : WorkerStatus.AVAILABLE;
    }

    /** The same profile with another status. */
    public Profile withStatus(WorkerStatus status) {
        return with(STATUS, PropertyValue.of(status.word()));
    }

    /** The same profile with one property set. */
    public Profile with(String name, PropertyValue value) {
        var changed = new LinkedHashMap<>(properties);
        changed.put(name, value);
        return new Profile(tags, changed);
    }

    /** The same profile with one property set, if it has room for it; else as it is. */
    public Profile withIfItFits(String name, PropertyValue value) {
        PropertyValue before = properties.get(name);
        if (before == null && properties.size() == Limits.PROPERTIES_MAX) return this;
        int more = value.weight() + (before == null ? name.length() : -before.weight());
        return weight() + more > Limits.PROFILE_CHARS_MAX ? this : with(name, value);
    }

    /** The same profile without one property. */
    public Profile without(String name) {
        var changed = new LinkedHashMap<>(properties);
        changed.remove(name);
        return new Profile(tags, changed);
    }

    /** The same profile with more tags. */
    public Profile withTags(List<String> more) {
        var changed = new ArrayList<>(tags);
        changed.addAll(more);
        return new Profile(changed, properties);
    }

    /**
     * The same profile with the other's tags added and its properties set; empty where that breaks a limit. So an old
     * peer says what has changed of it.
     */
    public Optional<Profile> overlaidWith(Profile change) {
        var tagsOfBoth = new ArrayList<>(tags);
        tagsOfBoth.addAll(change.tags);
        var changed = new LinkedHashMap<>(properties);
        changed.putAll(change.properties);
        try {
            return Optional.of(new Profile(tagsOfBoth, changed));
        } catch (IllegalArgumentException beyondLimits) {
            return Optional.empty();
        }
    }

    private static void requireName(String name, PropertyValue value) {
        require(NAME.matcher(name).matches(), "a property's name has 1 to " + Limits.PROPERTY_NAME_CHARS_MAX
                + " characters out of A-Z a-z 0-9 _ . : -");
        if (value instanceof PropertyValue.Fields fields) fields.values().forEach(Profile::requireName);
        if (value instanceof PropertyValue.Items items) {
            items.values().forEach(item -> requireName(name, item));
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) throw new IllegalArgumentException(sentence);
    }
}
