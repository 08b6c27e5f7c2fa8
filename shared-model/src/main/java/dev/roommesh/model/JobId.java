package dev.roommesh.model;

import java.util.regex.Pattern;

/**
 * Names a job; drawn at random by the client. It is no secret: whoever looks at the worker sees it.
 *
 * @param value 1 to 32 characters out of {@code A-Z a-z 0-9 -}
 */
public record JobId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,32}");

    public JobId {
        if (!FORM.matcher(value).matches())
            throw new IllegalArgumentException("a job id has 1 to 32 characters out of A-Z a-z 0-9 -");
    }

    @Override
    public String toString() {
        return value;
    }
}
