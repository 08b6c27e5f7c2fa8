package dev.roommesh.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client and a worker say to each other on a data channel of a job. Files are numbered: 1, 2 and so on as they
 * are listed by whoever has them; {@link #LOG} is what the job's command writes.
 */
public sealed interface JobMessage {
    /** Number of the file in which a worker collects what the command writes; its size is not known before the end. */
    int LOG = 0;

    /**
     * From the client: what is to be run. The first message of each channel; said again on another channel under the
     * same id it goes on where it was.
     *
     * @param command which of the worker's commands
     * @param arguments by name, 0 to {@link Limits#JOB_ARGUMENTS_MAX}
     * @param inputs 0 to {@link Limits#JOB_INPUTS_MAX}; names without folders
     * @param leaseMs how long the worker goes on without a sign of the client, as a reservation does
     * @param release whether the worker is free once the job is over; else it stays reserved
     */
    record Submit(JobId jobId, String command, Map<String, String> arguments, List<JobFile> inputs, long leaseMs,
            boolean release) implements JobMessage {
        public Submit {
            arguments = Map.copyOf(arguments);
            inputs = List.copyOf(inputs);
            require(isWord(command, 1, Limits.JOB_WORD_CHARS_MAX), "a command's name has 1 to "
                    + Limits.JOB_WORD_CHARS_MAX + " printable characters");
            require(arguments.size() <= Limits.JOB_ARGUMENTS_MAX,
                    "a job has at most " + Limits.JOB_ARGUMENTS_MAX + " arguments");
            arguments.forEach((name, value) -> require(
                    isWord(name, 1, Limits.JOB_WORD_CHARS_MAX) && isWord(value, 0, Limits.JOB_ARGUMENT_CHARS_MAX),
                    "an argument's name has 1 to " + Limits.JOB_WORD_CHARS_MAX + " and its value at most "
                            + Limits.JOB_ARGUMENT_CHARS_MAX + " printable characters"));
            require(inputs.size() <= Limits.JOB_INPUTS_MAX,
                    "a job has at most " + Limits.JOB_INPUTS_MAX + " input files");
            require(inputs.stream().noneMatch(input -> input.name().contains("/"))
                    && inputs.stream().map(JobFile::name).distinct().count() == inputs.size(),
                    "each input file has a name of its own, without folders");
            Limits.requireReservationTtl(leaseMs);
        }
    }

    /** From the client: the job shall end. */
    record Cancel() implements JobMessage {}

    /** From the client: it has what it wants of an ended job. */
    record Collected() implements JobMessage {}

    /** From the worker: the job is not run, and why, in one sentence. */
    record Rejected(String why) implements JobMessage {
        public Rejected {
            requireSentence(why);
        }
    }

    /** From the worker: the job is this channel's from now on. */
    record Accepted() implements JobMessage {}

    /** From the worker: the command runs; its input is complete. */
    record Started() implements JobMessage {}

    /**
     * From the worker: how far the command says that it is.
     *
     * @param percent 0 to 100
     */
    record Progress(double percent, String text) implements JobMessage {
        public Progress {
            require(percent >= 0 && percent <= 100, "percent is 0 to 100");
            requireSentence(text);
        }
    }

    /** From the worker, after the command has ended: one file of its result. */
    record Result(int number, JobFile file) implements JobMessage {
        public Result {
            require(number >= 1 && number <= Limits.JOB_RESULTS_MAX,
                    "a job has at most " + Limits.JOB_RESULTS_MAX + " result files");
        }
    }

    /**
     * From the worker: the command has ended, and all results have been told.
     *
     * @param exitCode of the command; null where it has none
     * @param why one sentence; empty where it finished
     * @param results how many files there are
     * @param logBytes size of what the command has written
     */
    record Ended(JobOutcome outcome, @Nullable Integer exitCode, String why, int results,
            long logBytes) implements JobMessage {
        public Ended {
            requireSentence(why);
            require(results >= 0 && results <= Limits.JOB_RESULTS_MAX && logBytes >= 0,
                    "there is no less than nothing");
        }
    }

    /** From the worker: nothing is left of the job, and the worker says so of itself. */
    record Over() implements JobMessage {}

    /** From either: said each {@link Limits#JOB_ALIVE_EACH}, so that a dead channel is noticed. */
    record Alive() implements JobMessage {}

    /** From either: send this file of yours from here on. */
    record Want(int file, long offset) implements JobMessage {
        public Want {
            requirePlace(file, offset);
        }
    }

    /** From either: a part of a file; the next one begins where it ends. */
    record Chunk(int file, long offset, Bytes bytes) implements JobMessage {
        public Chunk {
            requirePlace(file, offset);
            require(bytes.size() >= 1 && bytes.size() <= Limits.JOB_CHUNK_BYTES_MAX,
                    "a chunk has 1 to " + Limits.JOB_CHUNK_BYTES_MAX + " bytes");
        }
    }

    /** From either: the file is written up to here, and {@link Limits#JOB_WINDOW_BYTES} more may be under way. */
    record Got(int file, long offset) implements JobMessage {
        public Got {
            requirePlace(file, offset);
        }
    }

    private static boolean isWord(String text, int least, int most) {
        return text.length() >= least && text.length() <= most
                && text.codePoints().noneMatch(point -> Character.isISOControl(point) || isHalf(point));
    }

    /** Half of a character that needs two: no encoding has a place for it. */
    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /** A text as it may be a sentence here: cut where it is too long, and without halves of characters. */
    static String sentence(String text) {
        var cut = new StringBuilder();
        text.codePoints().limit(Limits.TEXT_CHARS_MAX / 2)
                .forEach(point -> cut.appendCodePoint(isHalf(point) ? '?' : point));
        return cut.toString();
    }

    private static void requireSentence(String text) {
        require(text.length() <= Limits.TEXT_CHARS_MAX && text.codePoints().noneMatch(JobMessage::isHalf),
                "a sentence has at most " + Limits.TEXT_CHARS_MAX + " characters");
    }

    private static void requirePlace(int file, long offset) {
        require(file >= 0 && file <= Limits.JOB_RESULTS_MAX && offset >= 0 && offset <= Limits.JOB_FILE_BYTES_MAX,
                "there is no such place in a file");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) throw new IllegalArgumentException(sentence);
    }
}
