package dev.roommesh.agent.automerge;

import org.jspecify.annotations.Nullable;

/** Walks over the values of a change's operations: their types and lengths are in one column, their bytes in another. */
final class ColumnValues {
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int UNSIGNED = 3;
    private static final int SIGNED = 4;
    private static final int FLOAT = 5;
    private static final int TEXT = 6;
    private static final int TIMESTAMP = 9;
    private static final int TYPE_BITS = 4;

    private final ChangeBytes raw;

    ColumnValues(ChangeBytes raw) {
        this.raw = raw;
    }

    /**
     * Passes over one value, which must be one that a property may have, or null where none belongs.
     *
     * @param meta its type, and above that its length
     */
    void skip(long meta, boolean wanted) {
        int type = (int) (meta & ((1 << TYPE_BITS) - 1));
        long length = meta >> TYPE_BITS;
        if (wanted && type == NULL) raw.fail("writes nothing");
        if (!wanted && type != NULL) raw.fail("has a value where none belongs");
        switch (type) {
            case NULL, FALSE, TRUE -> require(length == 0, "truth value");
            case UNSIGNED, SIGNED, TIMESTAMP -> number(length, type != UNSIGNED);
            case FLOAT -> {
                raw.take(length, "values");
                require(length == Double.BYTES, "floating-point number");
            }
            case TEXT -> raw.text(length, "text");
            default -> raw.fail("has a value of a type that no property has");
        }
    }

    private void number(long length, boolean signed) {
        var number = new ChangeBytes(raw.take(length, "values"));
        if (signed) number.signed("number");
        else
            number.unsigned(Long.MAX_VALUE, "number");
        require(number.remaining() == 0, "number");
        if (number.fault() != null) raw.fail(number.fault());
    }

    private void require(boolean fits, String what) {
        if (!fits) raw.fail("has a " + what + " of another length");
    }

    /** What is wrong with the values, all of them having been passed over; null when nothing is. */
    @Nullable
    String fault() {
        if (raw.remaining() > 0) raw.fail("has more values than operations");
        return raw.fault();
    }
}
