package dev.roommesh.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value of a profile's property: what JSON can say, less null. */
public sealed interface PropertyValue {
    /** @param value at most {@link Limits#TEXT_CHARS_MAX} characters */
    record Text(String value) implements PropertyValue {
        public Text {
            if (value.length() > Limits.TEXT_CHARS_MAX)
                throw new IllegalArgumentException(
                        "a text value has at most " + Limits.TEXT_CHARS_MAX + " characters");
        }
    }

    /** A number without a fraction. */
    record Whole(long value) implements PropertyValue {}

    /** @param value finite */
    record Decimal(double value) implements PropertyValue {
        public Decimal {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a number must be finite");
        }
    }

    record Flag(boolean value) implements PropertyValue {}

    /** @param values at most {@link Limits#PROPERTIES_MAX} */
    record Items(List<PropertyValue> values) implements PropertyValue {
        public Items {
            values = List.copyOf(values);
            if (values.size() > Limits.PROPERTIES_MAX)
                throw new IllegalArgumentException(
                        "a list has at most " + Limits.PROPERTIES_MAX + " values");
        }
    }

    /** @param values at most {@link Limits#PROPERTIES_MAX}, in the order in which they were given */
    record Fields(Map<String, PropertyValue> values) implements PropertyValue {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            if (values.size() > Limits.PROPERTIES_MAX)
                throw new IllegalArgumentException(
                        "an object has at most " + Limits.PROPERTIES_MAX + " fields");
        }
    }

    static PropertyValue of(String value) {
        return new Text(value);
    }

    static PropertyValue of(long value) {
        return new Whole(value);
    }

    static PropertyValue of(boolean value) {
        return new Flag(value);
    }

    /**
     * Characters that this value takes, its names included: what a profile's size is counted in. Each value counts one
     * at least, so that nothing empty can be repeated without end.
     */
    default int weight() {
        return switch (this) {
            case Text text -> 1 + text.value().length();
            case Whole _,Decimal _,Flag _ -> 8;
            case Items items -> 1 + items.values().stream().mapToInt(PropertyValue::weight).sum();
            case Fields fields -> 1 + fields.values().entrySet().stream()
                    .mapToInt(field -> field.getKey().length() + field.getValue().weight()).sum();
        };
    }

    /** Lists and objects inside one another; 0 for a plain value. */
    default int depth() {
        return switch (this) {
            case Text _,Whole _,Decimal _,Flag _ -> 0;
            case Items items -> 1 + items.values().stream().mapToInt(PropertyValue::depth).max().orElse(0);
            case Fields fields -> 1 + fields.values().values().stream().mapToInt(PropertyValue::depth).max().orElse(0);
        };
    }
}
