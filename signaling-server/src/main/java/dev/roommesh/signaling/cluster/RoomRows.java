package dev.roommesh.signaling.cluster;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomListing;
import dev.roommesh.signaling.room.RoomListing.Look;
import dev.roommesh.signaling.room.RoomListing.Row;
import dev.roommesh.signaling.room.RoomView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators see of the rooms of all servers. */
final class RoomRows {
    /** Rooms that one command asks for: the engine does nothing else meanwhile. */
    private static final int ASKED_AT_ONCE = 100;
    private static final int ROW_WORDS = 5;

    private final Engine engine;
    private final Replica.Ways ways;

    RoomRows(Engine engine, Replica.Ways ways) {
        this.engine = engine;
        this.ways = ways;
    }

    Optional<RoomListing> list(int max) {
        return engine.firstRooms(max + 1).flatMap(found -> {
            List<RoomId> rooms = found.stream().limit(max).toList();
            List<Row> rows = new ArrayList<>();
            for (int from = 0; from < rooms.size(); from += ASKED_AT_ONCE) {
                List<RoomId> some = rooms.subList(from, Math.min(rooms.size(), from + ASKED_AT_ONCE));
                Optional<List<?>> reply = engine.glance(some);
                if (reply.isEmpty()) return Optional.empty();
                for (int i = 0; i < some.size(); i++)
                    row(some.get(i), Replies.texts(reply.get(), i)).ifPresent(rows::add);
            }
            return Optional.of(new RoomListing(rows, found.size() > max));
        });
    }

    /** Empty for a room that is gone by now. */
    static Optional<Row> row(RoomId room, List<String> words) {
        if (words.size() < ROW_WORDS) return Optional.empty();
        return Optional.of(new Row(room, Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)),
                Optional.of(words.get(2)).filter(admin -> !admin.isEmpty()).map(PeerId::new),
                Long.parseLong(words.get(3)), since(words.get(4))));
    }

    Look look(RoomId room) {
        Optional<List<?>> reply = engine.run(room, "load", List.of());
        if (reply.isEmpty()) return new Look.Unreachable();
        Map<String, String> fields = Replies.fields(reply.get(), 1);
        if (fields.isEmpty()) return new Look.Unknown();
        RoomView view = Replica.of(fields, Replies.fields(reply.get(), 2), Replies.number(reply.get(), 0), ways).view();
        int workers = (int) view.members().values().stream().filter(Member::isWorker).count();
        return new Look.Known(new Row(room, workers, view.members().size() - workers, view.admin(), view.term(),
                since(fields.getOrDefault("since", ""))), view);
    }

    private static Optional<Instant> since(String millis) {
        return Optional.of(millis).filter(written -> !written.isEmpty())
                .map(written -> Instant.ofEpochMilli(Long.parseLong(written)));
    }
}
