package dev.roommesh.system;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A room of its own at a real server, of which one raw peer tells whatever it likes. */
final class InventedRoom implements AutoCloseable {
    /** More often than a teller must. */
    private static final int TELL_MILLIS = 200;

    private final ConnectionFacts facts;
    private final RawPeer teller;
    private final WatchWriter writer = new WatchWriter();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private volatile RoomPicture picture;

    private record Created(String roomId, String token) {}

    InventedRoom(URI server, RoomPicture picture) {
        this.picture = picture;
        this.facts = create(server);
        this.teller = new RawPeer(facts.webSocket());
        teller.joinAsWorker("teller", room(), 1);
    }

    private static ConnectionFacts create(URI server) {
        try (var http = HttpClient.newHttpClient()) {
            String body = http.send(HttpRequest.newBuilder(server.resolve("/create-room"))
                    .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString()).body();
            if (new DiscoveryJson().decode(body, Created.class) instanceof Decoded.Accepted<Created>(Created created))
                return ConnectionFacts.of(server.toString(), created.roomId(), created.token());
            throw new AssertionError(body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    ConnectionFacts facts() {
        return facts;
    }

    RawPeer.Room room() {
        return new RawPeer.Room(new RoomId(facts.room().value()), facts.token());
    }

    /** From when somebody watches, which must be soon. */
    void tellOn() {
        RequestId watch = teller.await(FromServer.WatchWorkers.class).requestId();
        var _ = executor.scheduleAtFixedRate(() -> writer.update(picture)
                .forEach(update -> teller.send(new FromPeer.WatchUpdated(watch, update))), 0, TELL_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    void becomes(RoomPicture next) {
        picture = next;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        teller.close();
    }
}
