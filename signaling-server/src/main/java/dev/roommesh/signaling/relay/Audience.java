package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who watches a room here, and what they have been shown. For one thread at a time. */
final class Audience {
    /** Between two changes that are shown: of a room that changes all the time so much reaches each who watches. */
    static final Duration PAUSE = Duration.ofMillis(20);
    /** Changes that are shown of one room, to all of its watchers together; with more of them, the pauses are longer. */
    static final int SHOWN_PER_SECOND = 5_000;
    /** Nothing is the news a little before it must be. */
    private static final Duration REPEAT_AFTER = Limits.WATCH_REPEAT_AFTER.minusMillis(50);

    private final Map<Connection, Watcher> watchers = new HashMap<>();
    private @Nullable RoomPicture shown;
    private Instant shownAt = Instant.EPOCH;

    private record Watcher(RequestId id, WatchWriter writer) {}

    /** Who comes later sees what the others see, if that is fresh. */
    void add(Connection connection, RequestId id, Instant now) {
        var watcher = new Watcher(id, new WatchWriter());
        watchers.put(connection, watcher);
        RoomPicture last = shown;
        if (last != null && now.isBefore(shownAt.plus(Teller.SILENT_AFTER)))
            send(connection, watcher, watcher.writer().update(last));
    }

    void remove(Connection connection) {
        watchers.remove(connection);
    }

    void remove(Connection connection, RequestId id) {
        Watcher known = watchers.get(connection);
        if (known != null && known.id().equals(id)) watchers.remove(connection);
    }

    Optional<RoomPicture> shown() {
        return Optional.ofNullable(shown);
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    int size() {
        return watchers.size();
    }

    /**
     * Shows what has changed, or now and then that nothing has. Who has much to read yet is shown the difference later.
     *
     * @param vouchedAt when somebody said that this is the state: that nothing has changed is told once for each time
     * @return how long to wait with this, since something was shown only just before; zero where it is done
     */
    Duration show(RoomPicture picture, Instant vouchedAt, Instant now) {
        if (picture.saysTheSameAs(shown)) {
            if (vouchedAt.isAfter(shownAt) && !now.isBefore(shownAt.plus(REPEAT_AFTER))) tell(picture, now, true);
            else
                tell(picture, shownAt, false);
            return Duration.ZERO;
        }
        Instant due = shownAt.plus(pause());
        if (now.isBefore(due)) return Duration.between(now, due);
        tell(picture, now, false);
        return Duration.ZERO;
    }

    private Duration pause() {
        Duration least = Duration.ofSeconds(1).multipliedBy(watchers.size()).dividedBy(SHOWN_PER_SECOND);
        return least.compareTo(PAUSE) > 0 ? least : PAUSE;
    }

    private void tell(RoomPicture picture, Instant at, boolean evenIfTheSame) {
        shown = picture;
        shownAt = at;
        watchers.forEach((connection, watcher) -> {
            if (connection.isBehind()) return;
            send(connection, watcher,
                    evenIfTheSame ? watcher.writer().update(picture) : watcher.writer().changes(picture));
        });
    }

    private static void send(Connection connection, Watcher watcher, List<WatchUpdate> updates) {
        updates.forEach(update -> connection.send(new FromServer.WatchUpdated(watcher.id(), update)));
    }
}
