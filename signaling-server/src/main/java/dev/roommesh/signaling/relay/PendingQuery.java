package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.signaling.room.Member;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One question on its way, under an id of the server's own. */
final class PendingQuery {
    private final Sender client;
    private final FromPeer.QueryWorkers question;
    private final RelayEvents.Path path;
    private final RequestId id;
    private final Instant askedAt;
    private final Set<PeerId> asked = ConcurrentHashMap.newKeySet();
    private volatile Alarms.@Nullable Alarm alarm;

    PendingQuery(Sender client, FromPeer.QueryWorkers question, RelayEvents.Path path, RequestId id, Instant askedAt) {
        this.client = client;
        this.question = question;
        this.path = path;
        this.id = id;
        this.askedAt = askedAt;
    }

    Sender client() {
        return client;
    }

    FromPeer.QueryWorkers question() {
        return question;
    }

    RelayEvents.Path path() {
        return path;
    }

    RequestId id() {
        return id;
    }

    Instant askedAt() {
        return askedAt;
    }

    void ask(Member worker) {
        asked.add(worker.peerId());
        var query = question.query();
        worker.connection().send(new FromServer.QueryWorkers(id, query.filters(), query.limit()));
    }

    boolean wasAsked(Member worker) {
        return asked.contains(worker.peerId());
    }

    /** Server-made ids are guessable, so the room must fit, too. */
    boolean wasAsked(Sender worker) {
        return worker.room().equals(client.room()) && asked.contains(worker.peer());
    }

    void alarm(Alarms.Alarm next) {
        alarm = next;
    }

    void cancelAlarm() {
        Alarms.Alarm current = alarm;
        if (current != null) current.cancel();
    }
}
