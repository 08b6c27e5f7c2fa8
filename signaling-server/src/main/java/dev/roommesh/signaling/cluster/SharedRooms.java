package dev.roommesh.signaling.cluster;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Admission;
import dev.roommesh.signaling.room.Admission.Admitted;
import dev.roommesh.signaling.room.Admission.NotAdmitted;
import dev.roommesh.signaling.room.Admission.Refusal;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Lease;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.Part;
import dev.roommesh.signaling.room.Registration;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.room.RoomListing;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that several servers share. The engine decides who has which place. While it is away nobody is let in, and
 * this server's own peers go on among themselves.
 */
final class SharedRooms implements Rooms {
    /** How long those who cannot be let in should wait; the engine is looked for each second. */
    static final Duration ENGINE_RETRY = Duration.ofSeconds(2);
    /** Departures that the engine must still be told of; where there are more, their places end with their leases. */
    static final int OWED_MAX = 20_000;

    private static final int OTHERS_MAX = Limits.PEERS_LISTED_MAX - Limits.ROOM_WORKERS_MAX;

    private final Engine engine;
    private final LocalSockets sockets;
    private final Replicas replicas;
    private final RoomLimits limits;
    private final RoomRows rows;
    private final Map<Owner, Owed> owed = new ConcurrentHashMap<>();
    private final Map<RoomId, OwedAdmin> owedAdmins = new ConcurrentHashMap<>();
    /** Members of servers that are gone, whose leases have run out. */
    private final Map<Owner, Place> lapsedElsewhere = new ConcurrentHashMap<>();

    private volatile boolean draining;

    private record Owed(RoomId room, PeerId peer) {}

    /** Who was elected while the engine was away. */
    private record OwedAdmin(PeerId admin, long term) {}

    SharedRooms(Engine engine, LocalSockets sockets, Replicas replicas, RoomLimits limits) {
        this.engine = engine;
        this.sockets = sockets;
        this.replicas = replicas;
        this.limits = limits;
        this.rows = new RoomRows(engine, replicas::way);
    }

    @Override
    public boolean create(RoomId room, Instant now) {
        return engine.run(room, "create", List.of()).isPresent();
    }

    @Override
    public Admission admit(Registration asked, Connection connection, Instant now) {
        LocalSockets.Place place = sockets.place(asked, connection, now.plus(limits.lease()));
        boolean held = sockets.of(connection).isPresent();
        // From before the engine tells others of it: what they say to it finds the way.
        sockets.put(place);
        Optional<List<?>> reply = ask(place, /* again= */ false, now);
        String word = reply.map(said -> Replies.text(said, 0)).orElse("");
        if (reply.isPresent() && word.equals("ADMITTED")) return admitted(place, reply.get());
        if (!held) sockets.remove(connection);
        return switch (word) {
            case "" -> new NotAdmitted(Refusal.UNCHECKED, ENGINE_RETRY);
            case "RESTARTED" -> new NotAdmitted(Refusal.RESTARTED,
                    Duration.ofMillis(Replies.number(reply.orElseThrow(), 1)));
            default -> new NotAdmitted(asked.role() == Role.WORKER ? Refusal.WORKERS_FULL : Refusal.CLIENTS_FULL,
                    Duration.ZERO);
        };
    }

    private Optional<List<?>> ask(LocalSockets.Place place, boolean again, Instant now) {
        Registration asked = place.registration();
        return engine.run(asked.room(), "admit",
                List.of(asked.peer().value(), place.owner().toString(), asked.role().name().toLowerCase(Locale.ROOT),
                        Replica.write(asked.profile()), asked.ticketHolder() ? "1" : "",
                        Long.toString(limits.lease().toMillis()),
                        Integer.toString(Limits.ROOM_WORKERS_MAX), Integer.toString(OTHERS_MAX),
                        asked.adminPeerId() == null ? "" : asked.adminPeerId().value(),
                        Long.toString(isPlausible(asked.adminTerm(), now) ? asked.adminTerm() : 0),
                        again ? "1" : "", asked.part().word()));
    }

    private Admission admitted(LocalSockets.Place place, List<?> reply) {
        Registration asked = place.registration();
        Optional<Member> before = before(asked, Replies.texts(reply, 4));
        replicas.keep(asked.room(),
                Replica.of(Replies.fields(reply, 2), Replies.fields(reply, 3), Replies.number(reply, 1),
                        replicas::way));
        before.map(Member::connection).filter(older -> !older.equals(place.connection())).ifPresent(sockets::remove);
        // As the engine had it then: it may be somebody else's by now, and that one's server tells this socket so.
        Map<String, String> fields = Replies.fields(reply, 2);
        String[] words = place(fields.getOrDefault("w:" + asked.peer(), "- - - 0 0 " + asked.part().word()));
        Part granted = Part.ofWord(words[5]);
        // What is asked for after the engine was away is what it had before.
        if (granted != asked.part()) sockets.granted(place, granted);
        Instant since = Instant.ofEpochMilli(Replies.number(reply, 1));
        return new Admitted(new Member(asked.peer(), asked.role(), asked.profile(), Long.parseLong(words[3]), since,
                place.connection(), place.lease(), granted), before);
    }

    /** Who had the place until then; its socket may be here or elsewhere, or gone. */
    private Optional<Member> before(Registration asked, List<String> placeAndProfile) {
        if (placeAndProfile.isEmpty()) return Optional.empty();
        String[] words = place(placeAndProfile.getFirst());
        if (words.length < Replica.PLACE_WORDS) return Optional.empty();
        return replicas.way(new Owner(words[0], words[1]))
                .map(connection -> new Member(asked.peer(), Role.valueOf(words[2].toUpperCase(Locale.ROOT)),
                        Replica.read(placeAndProfile.getLast()), Long.parseLong(words[3]), Instant.EPOCH, connection,
                        Lease.ENDLESS, Part.ofWord(words[5])));
    }

    private static String[] place(String text) {
        return text.split(" ", Replica.PLACE_WORDS);
    }

    /** A term that no claim can have made is passed over, or none could ever be above it. */
    private static boolean isPlausible(long term, Instant now) {
        return term <= now.getEpochSecond() + Limits.TERM_AHEAD_SECONDS_MAX;
    }

    @Override
    public void renew(RoomId room, PeerId peer, Connection connection, Instant now) {
        sockets.of(connection).ifPresent(place -> place.lease().extendTo(now.plus(limits.lease())));
    }

    @Override
    public Optional<Member> depart(RoomId room, PeerId peer, Connection connection, Instant now) {
        Owner owner = owner(connection);
        if (owner == null) return Optional.empty();
        boolean here = !(connection instanceof RemoteConnection);
        Optional<Member> member = here
                ? sockets.of(connection).map(place -> member(place, now))
                : Optional.ofNullable(lapsedElsewhere.remove(owner)).map(Place::member);
        if (here) sockets.remove(connection);
        boolean left = false;
        // On another server it takes the place over.
        if (!(draining && here)) {
            Optional<List<?>> reply = engine.run(room, "leave",
                    List.of(peer.value(), owner.toString(), here ? "" : "over"));
            if (reply.isEmpty() && here) owe(owner, room, peer);
            left = reply.map(said -> Replies.text(said, 0).equals("LEFT")).orElse(here);
            if (left)
                replicas.changedHere(room, known -> reply.isEmpty()
                        ? Optional.of(known.withoutWordOfIt(peer))
                        : known.without(Replies.number(reply.get(), 1), peer));
        }
        if (sockets.in(room).isEmpty()) replicas.drop(room);
        return left ? member : Optional.empty();
    }

    private static Member member(LocalSockets.Place place, Instant now) {
        Registration held = place.registration();
        return new Member(held.peer(), held.role(), held.profile(), 0, now, place.connection(), place.lease(),
                held.part());
    }

    private @Nullable Owner owner(Connection connection) {
        return connection instanceof RemoteConnection remote
                ? remote.owner()
                : sockets.of(connection).map(LocalSockets.Place::owner).orElse(null);
    }

    private void owe(Owner owner, RoomId room, PeerId peer) {
        if (owed.size() < OWED_MAX) owed.put(owner, new Owed(room, peer));
    }

    @Override
    public boolean update(RoomId room, PeerId peer, Connection connection, Profile profile) {
        Optional<LocalSockets.Place> place = sockets.of(connection);
        if (place.isEmpty()) return false;
        sockets.update(place.get(), profile);
        Optional<List<?>> reply = engine.run(room, "update",
                List.of(peer.value(), place.get().owner().toString(), Replica.write(profile)));
        if (reply.isEmpty()) return true;
        if (!Replies.text(reply.get(), 0).equals("UPDATED")) return false;
        replicas.changedHere(room, known -> Optional.ofNullable(known.view().members().get(peer))
                .flatMap(member -> known.with(Replies.number(reply.get(), 1), member.with(profile))));
        return true;
    }

    @Override
    public boolean reportAdmin(RoomId room, PeerId admin, long term, Instant now) {
        if (!isPlausible(term, now)) return false;
        Optional<List<?>> reply = engine.run(room, "report", List.of(admin.value(), Long.toString(term)));
        if (reply.isEmpty()) return owe(room, admin, term);
        if (!Replies.text(reply.get(), 0).equals("REPORTED")) return false;
        replicas.changedHere(room, known -> known.with(Replies.number(reply.get(), 1), admin, term));
        return true;
    }

    /** This server's own peers go by it until the engine can be told. */
    private boolean owe(RoomId room, PeerId admin, long term) {
        Replica known = replicas.get(room);
        if (known == null || term <= known.view().term() || owedAdmins.size() >= OWED_MAX) return false;
        owedAdmins.put(room, new OwedAdmin(admin, term));
        replicas.toldHere(room, admin, term);
        return true;
    }

    @Override
    public Optional<RoomView> view(RoomId room) {
        return replicas.view(room);
    }

    @Override
    public Optional<RoomListing> list(int max) {
        return rows.list(max);
    }

    @Override
    public RoomListing.Look look(RoomId room) {
        return rows.look(room);
    }

    @Override
    public boolean forget(RoomId room) {
        return engine.run(room, "forget", List.of()).isPresent();
    }

    @Override
    public List<Place> lapsed(Instant now) {
        List<Place> lapsed = new ArrayList<>(lapsedElsewhere.values());
        for (LocalSockets.Place place : sockets.lapsed(now))
            lapsed.add(new Place(place.room(), member(place, now)));
        return lapsed;
    }

    /** The engine forgets them. */
    @Override
    public void forgetIdle(Instant now) {}

    /** This server's part. */
    @Override
    public Census census() {
        int workers = sockets.workers();
        return new Census(sockets.rooms().size(), workers, sockets.size() - workers);
    }

    @Override
    public void drain() {
        draining = true;
        for (RoomId room : sockets.rooms())
            engine.run(room, "renew", renewal(sockets.in(room)));
    }

    private List<String> renewal(List<LocalSockets.Place> places) {
        List<String> arguments = new ArrayList<>(List.of(Long.toString(limits.lease().toMillis())));
        places.forEach(place -> arguments.addAll(List.of(place.peer().value(), place.owner().toString())));
        return arguments;
    }

    /** Extends the leases of all that have shown signs of life. To be called each third of a lease. */
    void renewAll(Instant now) {
        for (RoomId room : sockets.rooms()) {
            List<LocalSockets.Place> alive = sockets.in(room).stream().filter(place -> !place.lease().hasRunOut(now))
                    .toList();
            engine.run(room, "renew", renewal(alive)).ifPresent(reply -> renewed(room, alive, reply, now));
        }
    }

    private void renewed(RoomId room, List<LocalSockets.Place> alive, List<?> reply, Instant now) {
        List<String> lost = Replies.texts(reply, 1);
        List<String> replaced = Replies.texts(reply, 2);
        for (LocalSockets.Place place : alive) {
            if (lost.contains(place.peer().value())) admitAgain(place.connection(), now);
            if (replaced.contains(place.peer().value())) endReplaced(place);
        }
        Replica known = replicas.get(room);
        if (known == null) return;
        if (Long.parseLong(Replies.text(reply, 0)) != known.version()) replicas.readAnew(room);
        Replies.fields(reply, 3).forEach((peer, place) -> Replica.member(peer, place, null, replicas::way)
                .filter(member -> lapsedElsewhere.size() < OWED_MAX).ifPresent(member -> {
                    if (member.connection() instanceof RemoteConnection remote)
                        lapsedElsewhere.put(remote.owner(), new Place(room, member));
                }));
    }

    /** The engine has come back, perhaps without its memory: whoever has a place here takes it again. */
    void recover(Instant now) {
        for (Map.Entry<Owner, Owed> debt : Map.copyOf(owed).entrySet()) {
            Owed who = debt.getValue();
            engine.run(who.room(), "leave", List.of(who.peer().value(), debt.getKey().toString()))
                    .ifPresent(_ -> owed.remove(debt.getKey()));
        }
        for (Map.Entry<RoomId, OwedAdmin> report : Map.copyOf(owedAdmins).entrySet()) {
            OwedAdmin elected = report.getValue();
            engine.run(report.getKey(), "report", List.of(elected.admin().value(), Long.toString(elected.term())))
                    .ifPresent(_ -> owedAdmins.remove(report.getKey(), elected));
        }
        replicas.outdate();
        for (RoomId room : sockets.rooms()) {
            sockets.in(room).forEach(place -> admitAgain(place.connection(), now));
            replicas.readAnew(room);
        }
    }

    private void admitAgain(Connection connection, Instant now) {
        LocalSockets.Place place = sockets.of(connection).orElse(null);
        if (place == null) return;
        Replica known = replicas.get(place.room());
        Registration held = place.registration();
        Registration again = new Registration(held.room(), held.peer(), held.role(), held.profile(), true,
                known == null ? null : known.view().admin().orElse(null), known == null ? 0 : known.view().term(),
                held.part());
        var asking = new LocalSockets.Place(place.owner(), connection, again, place.lease());
        ask(asking, /* again= */ true, now).ifPresent(reply -> {
            switch (Replies.text(reply, 0)) {
                case "ADMITTED" -> {
                    if (sockets.of(connection).isPresent()) admitted(asking, reply);
                    else
                        engine.run(held.room(), "leave", List.of(held.peer().value(), place.owner().toString(), ""));
                }
                case "OTHER" -> endReplaced(place);
                default -> connection.end("the room has been filled meanwhile: register again");
            }
        });
    }

    private void endReplaced(LocalSockets.Place place) {
        place.connection().endWith(FromServer.Refused.of(ErrorCode.REPLACED,
                "This peer has registered on a newer connection: go on there, or choose another peer id."));
        replicas.forget(place);
    }
}
