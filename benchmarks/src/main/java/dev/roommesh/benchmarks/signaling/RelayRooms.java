package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.load.OpenLoop;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rooms of ten workers and a client, whose peers are on all servers in turn: with two servers, each worker's neighbour
 * and each client's admin are on the other one. Each message carries a number, by which it is known when it arrives.
 */
final class RelayRooms implements Peer.Ear {
    private static final String CANDIDATE = " 1 udp 2122260223 10.77.0.1 49152 typ host generation 0 ufrag aB3d";
    private static final String FOUNDATION = "candidate:";

    private final OpenLoop loop;
    private final Complaints complaints;
    private final List<WorkerEntry> workers = Cast.workers();
    private final long term = Cast.term();
    private final List<Room> rooms = new ArrayList<>();
    private final List<Crowd.Entrant> entrants = new ArrayList<>();

    private record Room(List<Peer> workers, Peer client) {}

    RelayRooms(OpenLoop loop, Complaints complaints) {
        this.loop = loop;
        this.complaints = complaints;
    }

    /** Fills the rooms; returns when all are in. */
    void enter(PeerSockets sockets, Servers servers, int count) {
        List<Crowd.Entrant> admins = new ArrayList<>();
        List<Crowd.Entrant> others = new ArrayList<>();
        for (ConnectionFacts facts : servers.createRooms(count)) {
            List<Peer> members = new ArrayList<>();
            for (int number = 0; number < Limits.ROOM_WORKERS_MAX; number++) {
                FromPeer.Register registration = number == 0
                        ? Cast.registrationOfAdmin(facts)
                        : Cast.registration(facts, Cast.worker(number));
                members.add(new Peer(registration, this, complaints));
                (number == 0 ? admins : others).add(entrant(members.getLast(), facts, servers, number));
            }
            var client = new Peer(Cast.registrationOfClient(facts), this, complaints);
            others.add(entrant(client, facts, servers, 1));
            rooms.add(new Room(List.copyOf(members), client));
        }
        entrants.addAll(admins);
        entrants.addAll(others);
        Crowd.enter(sockets, admins);
        Crowd.enter(sockets, others);
    }

    /** Whoever has lost its socket comes back, as workers do: what one run broke must not count in the next. */
    void comeBack(PeerSockets sockets) {
        Crowd.enter(sockets, entrants.stream().filter(entrant -> !entrant.peer().isIn()).toList());
    }

    void leave() {
        entrants.forEach(entrant -> entrant.peer().leave());
    }

    /** A link's signal from one worker to the next one of its room. */
    void signal(int number) {
        Room room = room(number);
        int sender = number / rooms.size() % room.workers().size();
        PeerId target = Cast.worker((sender + 1) % room.workers().size());
        room.workers().get(sender).send(new FromPeer.Candidate(target,
                new IceCandidate(FOUNDATION + number + CANDIDATE, "0", 0), new LinkAttempt(1, 1)));
    }

    /** A client's question, which the admin answers. */
    void ask(int number) {
        room(number).client().send(new FromPeer.QueryWorkers(new RequestId(Integer.toString(number)), null, null));
    }

    /** A ping of the WebSocket protocol, which a server's Jetty answers by itself: the plainest echo of its stack. */
    void ping(int number) {
        room(number).client().ping(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    }

    @Override
    public void heard(Peer peer, FromServer message, long nanos) {
        switch (message) {
            case FromServer.Candidate signal -> loop.arrived(number(signal.candidate()), nanos);
            case FromServer.QueryWorkers question -> peer.send(answer(peer, question));
            case FromServer.WorkerList answer -> {
                // Whatever the workers answered, they were not heard in time.
                if (answer.answer().source() == Source.REGISTRATIONS) complaints.add("answered from registrations");
                loop.arrived(Integer.parseInt(answer.requestId().value()), nanos);
            }
            default -> {
                /* who came and went, which all rooms are told */ }
        }
    }

    @Override
    public void heardEcho(ByteBuffer payload, long nanos) {
        loop.arrived(payload.getInt(), nanos);
    }

    private FromPeer answer(Peer worker, FromServer.QueryWorkers question) {
        boolean isAdmin = worker.id().equals(Cast.ADMIN);
        return new FromPeer.WorkerList(question.requestId(), new WorkerAnswer(workers, workers.size(), Cast.ADMIN, term,
                Instant.now(), false, isAdmin ? Source.ADMIN : Source.MEMBER, Mode.NORMAL));
    }

    private Room room(int number) {
        return rooms.get(number % rooms.size());
    }

    private static int number(IceCandidate candidate) {
        String text = candidate.candidate();
        return Integer.parseInt(text.substring(FOUNDATION.length(), text.indexOf(' ')));
    }

    private static Crowd.Entrant entrant(Peer peer, ConnectionFacts room, Servers servers, int number) {
        URI base = servers.base(number % servers.count());
        return new Crowd.Entrant(peer, new ConnectionFacts(base, room.room(), room.token()).webSocket());
    }
}
