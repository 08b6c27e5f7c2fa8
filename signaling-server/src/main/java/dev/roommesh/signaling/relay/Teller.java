package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker that was asked to tell of its room. For one thread at a time. */
final class Teller {
    /** One that has told, and then nothing for so long, is not waited for; it tells each half second. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(1);
    /** One that has told nothing yet needs some milliseconds for it. */
    static final Duration FIRST_WITHIN = Duration.ofMillis(300);
    /** Several times within the lease after which it would think that nobody wants to know any more. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final Member worker;
    private final RequestId id;
    private final WatchReader reader = new WatchReader(Limits.ROOM_WORKERS_MAX);
    private Instant askedAt;
    private Instant heardAt;
    private @Nullable RoomPicture picture;

    /** Asks it. */
    Teller(Member worker, RequestId id, Instant now) {
        this.worker = worker;
        this.id = id;
        this.askedAt = now;
        this.heardAt = now;
        worker.connection().send(new FromServer.WatchWorkers(id));
    }

    RequestId id() {
        return id;
    }

    Member worker() {
        return worker;
    }

    boolean is(Member other) {
        return worker.peerId().equals(other.peerId()) && worker.connection().equals(other.connection());
    }

    boolean isThere(RoomView room) {
        return room.meshed(worker.peerId()).filter(this::is).isPresent();
    }

    boolean isSilent(Instant now) {
        return !now.isBefore(heardAt.plus(picture == null ? FIRST_WITHIN : SILENT_AFTER));
    }

    /** What it told last; empty before it has told all for the first time. */
    Optional<RoomPicture> picture() {
        return Optional.ofNullable(picture);
    }

    /** When it told that, or was asked. */
    Instant heardAt() {
        return heardAt;
    }

    /** Whether it would be worse to hear of the room from this worker than from the other. */
    boolean knowsLessThan(Teller other) {
        RoomPicture own = picture;
        RoomPicture others = other.picture;
        if (own == null || others == null) return own == null;
        boolean forms = own.mode() == Mode.FORMING && others.mode() != Mode.FORMING;
        return forms || (own.stale() && !others.stale());
    }

    /** False where something was lost on the way, or it breaks the rules: then it is of no use. */
    boolean take(WatchUpdate part, Instant now) {
        return switch (reader.take(part)) {
            case WatchReader.Step.Incomplete _ -> true;
            case WatchReader.Step.Complete(RoomPicture whole) -> {
                picture = whole;
                heardAt = now;
                yield true;
            }
            case WatchReader.Step.Broken _ -> false;
        };
    }

    void askAgain(Instant now) {
        if (now.isBefore(askedAt.plus(ASK_AGAIN))) return;
        askedAt = now;
        worker.connection().send(new FromServer.WatchWorkers(id));
    }

    void dismiss() {
        worker.connection().send(new FromServer.UnwatchWorkers(id));
    }
}
