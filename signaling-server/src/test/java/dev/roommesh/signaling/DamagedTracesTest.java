package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.signaling.OldTrace.Step;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * What old programs say, out of order, cut off, twice, with other values, and all at once: the server lives, other rooms
 * hear nothing of it, and no old worker that is in its room is told of a fault.
 */
@ExtendWith(OutputCaptureExtension.class)
final class DamagedTracesTest extends ServerScenario {
    private static final int DAMAGES = 40;

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("traces.damaged", 12));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedConversationsDoNoHarm(long seed, CapturedOutput output) {
        var random = new Random(seed);
        RawPeer.Room elsewhere = createRoom();
        RawPeer ana = connect();
        ana.joinAsWorker("ana", elsewhere, 1);
        RawPeer ben = connect();
        ben.joinAsWorker("ben", elsewhere, 1);
        ana.next(FromServer.PeerJoined.class);
        try (var replay = new TraceReplay(new OldDoors(URI.create("http://127.0.0.1:" + port)), rooms)) {
            List<Step> whole = replay.prepare(OldTrace.NAMES.get((int) (seed % OldTrace.NAMES.size())));
            Set<Integer> workers = workers(whole);
            damaged(whole, random).forEach(step -> play(step, replay));
            assertPasses(ana, ben);
            for (Map.Entry<Integer, OldPeer> socket : replay.sockets().entrySet()) {
                if (!workers.contains(socket.getKey())) continue;
                boolean registered = false;
                for (Map<String, Object> message : socket.getValue().rest()) {
                    registered |= "registered_auth".equals(message.get("type"));
                    assertThat(registered && "error".equals(message.get("type"))).as("%s", message).isFalse();
                }
            }
        }
        Awaitility.await().atMost(LIMIT).until(() -> sockets.socketCount() == 2);
        assertPasses(ben, ana);
        assertThat(ana.hasHeardNothing() && ben.hasHeardNothing()).isTrue();
        assertThat(output.getAll()).doesNotContain("ERROR").doesNotContain("fault=");
    }

    private static void assertPasses(RawPeer from, RawPeer to) {
        from.send(new FromPeer.MeshConnect(new PeerId("ana"), OFFER, ATTEMPT));
        from.send(new FromPeer.MeshConnect(new PeerId("ben"), OFFER, ATTEMPT));
        assertThat(to.next(FromServer.MeshOffer.class).offer()).isEqualTo(OFFER);
        from.next(FromServer.MeshOffer.class);
    }

    private static Set<Integer> workers(List<Step> whole) {
        Set<Integer> workers = new HashSet<>();
        for (Step step : whole) {
            if (step instanceof Step.Said(int socket, String text) && text.contains("\"register\"")
                    && text.contains("\"role\":\"worker\""))
                workers.add(socket);
        }
        return workers;
    }

    /** The connections are opened as they were; what is said on them is not. */
    private static List<Step> damaged(List<Step> whole, Random random) {
        List<Step> steps = new ArrayList<>(
                whole.stream().filter(step -> step instanceof Step.Said || step instanceof Step.Opened).toList());
        for (int i = 0; i < DAMAGES; i++) {
            int place = random.nextInt(steps.size());
            int other = Math.min(steps.size() - 1, place + 1 + random.nextInt(6));
            if (!(steps.get(place) instanceof Step.Said(int socket, String text)) || text.isEmpty()) continue;
            switch (random.nextInt(6)) {
                case 0 -> steps.remove(place);
                case 1 -> steps.add(other, steps.get(place));
                case 2 -> steps.add(other, steps.remove(place));
                case 3 -> steps.set(place, new Step.Said(socket, text.substring(0, random.nextInt(text.length()))));
                case 4 -> steps.set(place, new Step.Said(socket, withAnotherValue(text, random)));
                default -> steps.add(other, new Step.Closed(socket, random.nextBoolean()));
            }
        }
        return steps;
    }

    private static String withAnotherValue(String text, Random random) {
        List<String> values = List.of("null", "[]", "{}", "-1", "1e999", "\"\"", "\"\\u0000\"", "true",
                "\"" + "x".repeat(70_000) + "\"");
        int colon = text.indexOf("\":", random.nextInt(text.length()));
        int end = colon < 0 ? -1 : text.indexOf(",\"", colon);
        if (end < 0) return text + text;
        // Whoever says nothing of these is no old worker.
        if (text.substring(0, colon).matches(".*\"(id_token|role|is_admin|type)")) return text + text;
        return text.substring(0, colon + 2) + values.get(random.nextInt(values.size())) + text.substring(end);
    }

    private static void play(Step step, TraceReplay replay) {
        switch (step) {
            case Step.Opened opened -> replay.open(opened);
            case Step.Said said -> {
                OldPeer socket = replay.sockets().get(said.socket());
                if (socket != null) socket.trySay(replay.said(said));
            }
            case Step.Closed closed -> {
                OldPeer socket = replay.sockets().get(closed.socket());
                if (socket != null && closed.whole()) socket.hangUp();
                else if (socket != null) socket.close();
            }
            case Step.Mark _,Step.Request _,Step.Told _ -> {
                // Nothing is said.
            }
        }
    }
}
