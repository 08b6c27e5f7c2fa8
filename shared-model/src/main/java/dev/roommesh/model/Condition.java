package dev.roommesh.model;

import org.jspecify.annotations.Nullable;

/** What a query asks of one property. A missing property meets no condition; unlike types never match. */
public sealed interface Condition {
    /** The property has just this value; numbers are compared by value, whole or not. */
    record Equal(PropertyValue value) implements Condition {}

    /** {@code {"$gte":..,"$lte":..,"$eq":..}}: all that are given must hold. Numbers and texts have an order. */
    record Range(@Nullable PropertyValue gte, @Nullable PropertyValue lte, @Nullable PropertyValue eq)
            implements
                Condition {}

    /** Whether a property's value meets the condition; {@code null} for a property that is not there. */
    default boolean admits(@Nullable PropertyValue actual) {
        if (actual == null) return false;
        return switch (this) {
            case Equal equal -> same(actual, equal.value());
            case Range range -> (range.gte() == null || atLeast(actual, range.gte()))
                    && (range.lte() == null || atLeast(range.lte(), actual))
                    && (range.eq() == null || same(actual, range.eq()));
        };
    }

    private static boolean same(PropertyValue one, PropertyValue other) {
        return (isNumber(one) && isNumber(other)) ? number(one) == number(other) : one.equals(other);
    }

    private static boolean atLeast(PropertyValue greater, PropertyValue less) {
        if (isNumber(greater) && isNumber(less)) return number(greater) >= number(less);
        return greater instanceof PropertyValue.Text a && less instanceof PropertyValue.Text b
                && a.value().compareTo(b.value()) >= 0;
    }

    private static boolean isNumber(PropertyValue value) {
        return value instanceof PropertyValue.Whole || value instanceof PropertyValue.Decimal;
    }

    private static double number(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Whole whole -> whole.value();
            case PropertyValue.Decimal decimal -> decimal.value();
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }
}
