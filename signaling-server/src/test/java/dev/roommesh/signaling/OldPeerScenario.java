package dev.roommesh.signaling;

import static dev.roommesh.signaling.OldDoors.register;

import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.OldDoors.Identity;
import dev.roommesh.signaling.OldDoors.Room;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A whole server, a room in it, and old programs at real sockets. */
abstract class OldPeerScenario extends ServerScenario {
    private final List<OldPeer> old = new ArrayList<>();
    OldDoors doors;
    Room room;

    @BeforeEach
    void openRoom() {
        doors = new OldDoors(URI.create("http://127.0.0.1:" + port));
        room = doors.createRoom(doors.signIn());
    }

    @AfterEach
    void hangUpOld() {
        old.forEach(OldPeer::close);
    }

    OldPeer dial() {
        var peer = new OldPeer(uri("/"));
        old.add(peer);
        return peer;
    }

    OldPeer meshWorker(Identity identity, boolean claims) {
        OldPeer worker = dial();
        worker.say(register(identity, room, "worker", claims, 16_000));
        return worker;
    }

    OldPeer client(Identity identity) {
        OldPeer client = dial();
        client.say(register(identity, room, "client", null, 0));
        client.next("registered_auth");
        return client;
    }

    RawPeer.Room ofToday() {
        return new RawPeer.Room(new RoomId(room.id()), room.token());
    }
}
