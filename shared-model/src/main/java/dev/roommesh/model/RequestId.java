package dev.roommesh.model;

import java.util.regex.Pattern;

/**
 * Pairs an answer with its question; whoever asks chooses it.
 *
 * @param value 1 to 64 characters out of {@code A-Z a-z 0-9 . _ : -}
 */
public record RequestId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    public RequestId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a request id has 1 to 64 characters out of A-Z a-z 0-9 . _ : -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
