package dev.roommesh.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A file that goes to a job or comes from it.
 *
 * @param name relative, with {@code /} between folders; never leads out of the folder in which it is put
 * @param size in bytes, 0 to {@link Limits#JOB_FILE_BYTES_MAX}
 * @param sha256 of the whole file: 32 bytes
 */
public record JobFile(String name, long size, Bytes sha256) {
    /** Ending of the name of a file that is not whole yet. */
    public static final String PART = ".roommesh-part";

    private static final int HASH_BYTES = 32;
    private static final Pattern STEP = Pattern.compile("[^/\\\\\\p{Cntrl}\\p{Cs}]{1,200}");

    /** @throws IllegalArgumentException when a limit is broken, with a sentence that names it */
    public JobFile {
        requireName(name);
        if (size < 0 || size > Limits.JOB_FILE_BYTES_MAX)
            throw new IllegalArgumentException("a file has at most " + Limits.JOB_FILE_BYTES_MAX + " bytes");
        if (sha256.size() != HASH_BYTES) throw new IllegalArgumentException("a SHA-256 has 32 bytes");
    }

    /** @throws IllegalArgumentException for a name that is none, or leads somewhere else */
    public static void requireName(String name) {
        List<String> parts = List.of(name.split("/", -1));
        if (name.endsWith(PART))
            throw new IllegalArgumentException("a file's name does not end with " + PART
                    + ", as those of files do that are not whole yet");
        boolean isName = name.length() <= Limits.JOB_FILE_NAME_CHARS_MAX && parts.stream()
                .allMatch(part -> STEP.matcher(part).matches() && !part.equals(".") && !part.equals(".."));
        if (!isName)
            throw new IllegalArgumentException("a file's name is relative, has at most "
                    + Limits.JOB_FILE_NAME_CHARS_MAX + " characters, and no empty part, \"..\", backslash or control"
                    + " character");
    }
}
