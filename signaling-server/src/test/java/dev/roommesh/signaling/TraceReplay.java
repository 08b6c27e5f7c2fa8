package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.OldTrace.Step;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** Plays what old programs said to a server, and holds its answers to those of the old server. */
final class TraceReplay implements AutoCloseable {
    private static final String TOKEN = "\"id_token\":\"<jwt>\"";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final OldDoors doors;
    private final Rooms rooms;
    private final KnownDifferences differences = new KnownDifferences();
    private final Map<String, OldDoors.Identity> identities = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<Integer, OldPeer> sockets = new LinkedHashMap<>();
    /** Which socket of a peer is the newest, and who is on which. */
    private final Map<String, Integer> newest = new LinkedHashMap<>();
    private final Map<Integer, String> peers = new LinkedHashMap<>();
    private String room = "";

    TraceReplay(OldDoors doors, Rooms rooms) {
        this.doors = doors;
        this.rooms = rooms;
    }

    /** The steps with the names that this server has given. */
    List<Step> prepare(String trace) {
        for (Step step : OldTrace.read(trace, Map.of())) {
            if (!(step instanceof Step.Request request)) continue;
            if (request.path().equals("/anonymous-signin")) {
                OldDoors.Identity identity = doors.signIn();
                identities.put(identity.name(), identity);
                names.put(OldTrace.word(request.answer(), "username"), identity.name());
                differences.compare(request.path(), request.answer(),
                        Map.of("username", identity.name(), "id_token", identity.idToken()));
            }
            if (request.path().equals("/create-room")) {
                Map<String, Object> answer = doors.post(request.path(), null,
                        identities.values().iterator().next().idToken());
                differences.compare(request.path(), request.answer(), answer);
                room = OldTrace.word(answer, "room_id");
                names.put('"' + OldTrace.word(request.answer(), "room_id") + '"', '"' + room + '"');
                names.put('"' + OldTrace.word(request.answer(), "token") + '"', "\"" + answer.get("token") + '"');
            }
        }
        return OldTrace.read(trace, names);
    }

    /** What is said in a step, as its speaker would say it here; as it is where it is damaged. */
    String said(Step.Said said) {
        for (OldDoors.Identity identity : identities.values()) {
            if (!said.text().contains("\"peer_id\":\"" + identity.name())) continue;
            if (said.text().contains(TOKEN)) peers.put(said.socket(), identity.name());
            return said.text().replace(TOKEN, "\"id_token\":\"" + identity.idToken() + '"');
        }
        return said.text();
    }

    OldPeer socket(int number) {
        return Objects.requireNonNull(sockets.get(number));
    }

    Map<Integer, OldPeer> sockets() {
        return sockets;
    }

    void play(Step step) {
        switch (step) {
            case Step.Mark _ -> {
                // For readers.
            }
            case Step.Request request -> request(request);
            case Step.Opened opened -> open(opened);
            case Step.Said said -> {
                String text = said(said);
                socket(said.socket()).say(text);
                if (!text.startsWith("{\"")) return;
                differences.said(OldTrace.object(text));
                if (text.contains("\"register\"")) newest.put(peers.get(said.socket()), said.socket());
            }
            case Step.Told told -> differences.compare(told.message(), socket(told.socket()).next());
            case Step.Closed closed -> close(closed);
        }
    }

    void open(Step.Opened opened) {
        sockets.put(opened.socket(), new OldPeer(URI.create("ws" + doors.server().toString().substring(4)
                + opened.path())));
    }

    /** Signing in, and making a room, were asked for before. */
    private void request(Step.Request request) {
        if (request.path().startsWith("/delete"))
            differences.compare(request.path(), request.answer(), doors.post(request.path(), request.body(), null));
    }

    /** Until the server has heard of it, for what comes next in the trace came after that. */
    private void close(Step.Closed closed) {
        OldPeer socket = socket(closed.socket());
        assertThat(socket.rest()).as("told to socket %s and not in the trace", closed.socket()).isEmpty();
        if (closed.whole()) socket.hangUp();
        else
            socket.close();
        String peer = Objects.requireNonNull(peers.get(closed.socket()));
        if (!Objects.equals(newest.get(peer), closed.socket())) return;
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> !rooms.view(new RoomId(room))
                .orElse(RoomView.EMPTY).members().containsKey(new PeerId(peer)));
    }

    @Override
    public void close() {
        sockets.values().forEach(OldPeer::close);
    }
}
