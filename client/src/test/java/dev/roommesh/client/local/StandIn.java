package dev.roommesh.client.local;

import com.sun.net.httpserver.HttpServer;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A program that a test starts in place of the signaling server or a worker, as a process of its own: it only knows
 * what the real ones say on HTTP. {@code -Dstand-in.workers} is the size of the room, {@code -Dstand-in.fails} the
 * worker that gives up.
 */
public final class StandIn {
    private StandIn() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        int name = given.indexOf("--name");
        if (name < 0) {
            serve(Integer.parseInt(given.get(1).substring("--server.port=".length())), "/",
                    "{\"room_id\":\"room-1\",\"token\":\"token-1\"}");
        } else {
            worker(given.get(name + 1), Integer.parseInt(given.get(given.indexOf("--http-port") + 1)));
        }
    }

    private static void worker(String name, int port) throws Exception {
        if (!"token-1".equals(System.getenv("ROOMMESH_TOKEN"))) throw new IllegalStateException("no token");
        if (name.equals(System.getProperty("stand-in.fails"))) throw new IllegalStateException("gave up on purpose");
        int size = Integer.getInteger("stand-in.workers");
        List<WorkerEntry> workers = IntStream.rangeClosed(1, size)
                .mapToObj(number -> WorkerEntry.of(new PeerId("worker-" + number),
                        Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(number))))
                .toList();
        serve(port, "/room", new DiscoveryJson().encodeAny(new RoomReport(new PeerId(name), Mode.NORMAL,
                new PeerId("worker-" + size), 2, size - 1, size - 1, List.of(), workers)));
    }

    private static void serve(int port, String path, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }
}
