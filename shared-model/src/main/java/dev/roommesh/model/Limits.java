package dev.roommesh.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Every limit that both ends of a wire must agree on. Each is tested at its edge. */
public final class Limits {
    /** Workers in a room: 45 links, the size for which every figure of the design was chosen. */
    public static final int ROOM_WORKERS_MAX = 10;
    /** Workers from which the server warns that a room is nearly full. */
    public static final int ROOM_WORKERS_WARNING = 8;
    /** Bytes in one frame on a data channel; aiortc peers refuse more. */
    public static final int MESH_FRAME_BYTES_MAX = 64 * 1024;
    /** Bytes in one message to or from the signaling server. */
    public static final int SIGNAL_FRAME_BYTES_MAX = 64 * 1024;
    /** Bytes in one automerge change, so that a frame holds it with room for its envelope. */
    public static final int CHANGE_BYTES_MAX = 60 * 1024;
    /** Changes in one frame. */
    public static final int CHANGES_PER_FRAME_MAX = 1024;
    /** Frames in which the base of an epoch travels: ten workers' largest profiles, however their text is encoded. */
    public static final int BASE_PARTS_MAX = 8;
    /** Bytes in the base of an epoch, which is one automerge change. */
    public static final int BASE_BYTES_MAX = BASE_PARTS_MAX * CHANGE_BYTES_MAX;
    /** Entries of a version vector: actors that wrote within one epoch. */
    public static final int VECTOR_ACTORS_MAX = 512;
    /** Tags of a profile. */
    public static final int TAGS_MAX = 32;
    /** Characters of a tag. */
    public static final int TAG_CHARS_MAX = 64;
    /** Properties of a profile, and of a list or an object inside one. */
    public static final int PROPERTIES_MAX = 64;
    /** Characters of a property's name. */
    public static final int PROPERTY_NAME_CHARS_MAX = 64;
    /** Characters of a text value. */
    public static final int TEXT_CHARS_MAX = 1024;
    /** Characters in all of a profile's names and values together. */
    public static final int PROFILE_CHARS_MAX = 8 * 1024;
    /** Lists and objects inside one another in a property's value. */
    public static final int VALUE_DEPTH_MAX = 3;
    /** Characters of a session description. */
    public static final int SDP_CHARS_MAX = 32 * 1024;
    /** Characters of an ICE candidate. */
    public static final int CANDIDATE_CHARS_MAX = 1024;
    /** Characters of a room token or a ticket. */
    public static final int TOKEN_CHARS_MAX = 4096;
    /** Workers in one answer; a query's limit may ask for fewer. */
    public static final int ANSWER_WORKERS_MAX = 100;
    /** Characters of all profiles in one answer, so that a frame holds it however JSON must write them. */
    public static final int ANSWER_CHARS_MAX = SIGNAL_FRAME_BYTES_MAX / 8;
    /** Peers that a heartbeat can vouch for, and that a registration lists. */
    public static final int PEERS_LISTED_MAX = 256;
    /** The largest term, so that each step of one (a second, or a claim) leaves room for centuries. */
    public static final long TERM_MAX = 1L << 33;
    /** The largest version of a roster, and number of an epoch; the next after it is 1 of a higher term. */
    public static final long VERSION_MAX = 1L << 53;
    /** The largest revision of a worker's entry; what JSON readers hold exactly. */
    public static final long REVISION_MAX = (1L << 53) - 1;
    /** How far ahead of a reader's clock a term may be, in seconds (400 days): clocks are wrong, but not by more. */
    public static final long TERM_AHEAD_SECONDS_MAX = 400L * 24 * 60 * 60;
    /** The largest GPU memory, in MiB (1 PiB). */
    public static final long GPU_MEMORY_MB_MAX = 1L << 30;

    /** Workers that a watch tells of: a full room, and as many that take no part in its registry. */
    public static final int WATCHED_WORKERS_MAX = 2 * ROOM_WORKERS_MAX;
    /** Links that a watch tells of: a full mesh. */
    public static final int MESH_LINKS_MAX = ROOM_WORKERS_MAX * (ROOM_WORKERS_MAX - 1) / 2;
    /** Whoever watches is told at least so often, be it that nothing has changed. */
    public static final Duration WATCH_REPEAT_AFTER = Duration.ofMillis(500);
    /** Whoever watches and has heard nothing for so long says that it may be out of date: three times that and a little. */
    public static final Duration WATCH_CUT_AFTER = Duration.ofMillis(1_600);
    /** How long a worker tells a server of the room that does not ask for it again. */
    public static final Duration WATCH_LEASE = Duration.ofSeconds(30);
    /** How long a worker can be reserved at a time: the shortest, */
    public static final Duration RESERVATION_TTL_MIN = Duration.ofSeconds(1);
    /** and the longest, after which it must be renewed. */
    public static final Duration RESERVATION_TTL_MAX = Duration.ofHours(1);
    /** A reservation is no longer than this before it was renewed once: whoever was granted it may never hear of it. */
    public static final Duration RESERVATION_FIRST_TTL = Duration.ofSeconds(10);

    /** Characters of the name of a command, and of an argument, that a job has. */
    public static final int JOB_WORD_CHARS_MAX = 64;
    /** Arguments of a job. */
    public static final int JOB_ARGUMENTS_MAX = 32;
    /** Characters of an argument's value. */
    public static final int JOB_ARGUMENT_CHARS_MAX = 512;
    /** Files that go to a job; they are listed in one frame. */
    public static final int JOB_INPUTS_MAX = 64;
    /** Files that come from a job. */
    public static final int JOB_RESULTS_MAX = 10_000;
    /** Characters of a file's name, with its folders. */
    public static final int JOB_FILE_NAME_CHARS_MAX = 200;
    /** Bytes of one file (1 TiB). */
    public static final long JOB_FILE_BYTES_MAX = 1L << 40;
    /** Bytes of a file in one frame, with room for the rest of it. */
    public static final int JOB_CHUNK_BYTES_MAX = 60 * 1024;
    /** Bytes of a file that may be under way before the receiver has written them. */
    public static final int JOB_WINDOW_BYTES = 1024 * 1024;
    /** Between two signs of life on a channel of a job. */
    public static final Duration JOB_ALIVE_EACH = Duration.ofSeconds(1);
    /** After so long without any a channel is given up. */
    public static final Duration JOB_SILENCE_MAX = Duration.ofSeconds(5);

    /** Between two signs of life on a channel of a client that asks a worker directly. */
    public static final Duration QUESTION_ALIVE_EACH = Duration.ofSeconds(1);
    /** After so long without any a channel is given up. */
    public static final Duration QUESTION_SILENCE_MAX = Duration.ofSeconds(4);
    /** Clients that one worker hears directly; others ask through the server. */
    public static final int QUESTION_CHANNELS_MAX = 16;
    /** What one of these may ask for in a second; whoever asks more waits. */
    public static final int QUESTIONS_PER_SECOND = 500;
    /** Wishes and watches of one of these in a second; as at the server. */
    public static final int QUESTION_CHANGES_PER_SECOND = 20;
    /** So long a channel lives on the word of the server that its client may be there. */
    public static final Duration QUESTION_CHANNEL_LIFE = Duration.ofMinutes(2);
    /** Characters of what is passed on without a look inside. */
    public static final int PASSED_ON_CHARS_MAX = 48 * 1024;
    /** Fields of an old peer's message that are passed on beside those that are known. */
    public static final int PASSED_ON_FIELDS_MAX = 32;

    static void requireSdp(String sdp) {
        if (sdp.length() > SDP_CHARS_MAX)
            throw new IllegalArgumentException(
                    "a session description has at most " + SDP_CHARS_MAX + " characters");
    }

    static void requireReservationTtl(long millis) {
        if (millis < RESERVATION_TTL_MIN.toMillis() || millis > RESERVATION_TTL_MAX.toMillis())
            throw new IllegalArgumentException("ttl_ms is " + RESERVATION_TTL_MIN.toMillis() + " to "
                    + RESERVATION_TTL_MAX.toMillis());
    }

    /** A worker, and a time, where one is granted; neither where none is. */
    static void requireGrant(ReservationOutcome outcome, @Nullable WorkerEntry worker, long expiresInMs) {
        boolean granted = outcome == ReservationOutcome.GRANTED;
        if (granted != (worker != null) || granted != (expiresInMs > 0)
                || expiresInMs > RESERVATION_TTL_MAX.toMillis() || expiresInMs < 0)
            throw new IllegalArgumentException("a reservation that is granted has a worker and expires_in_ms, 1 to "
                    + RESERVATION_TTL_MAX.toMillis() + "; another one has neither");
    }

    static void requireAnswer(ChannelOutcome outcome, @Nullable Sdp answer) {
        if ((outcome == ChannelOutcome.ACCEPTED) != (answer != null))
            throw new IllegalArgumentException("a channel that is accepted has an answer; another one has none");
    }

    private Limits() {}
}
