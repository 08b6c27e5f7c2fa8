package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.ReservationId;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Quorum;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One worker's part in a room, owned by one thread. Each input is absorbed; at each tick, and after all that is {@link News}
 * of the room, {@link #evaluate} makes these true:
 *
 * <ol>
 * <li>every other worker of the room has an open link, or an attempt or a back-off under way;
 * <li>whoever is in doubt is being probed, and whoever nobody hears is dead;
 * <li>the room has a roster, and this worker is on it or asks to be;
 * <li>the office is held by a member that a quorum echoes, or is being claimed;
 * <li>the acting admin has made the changes of the roster that are due, and the document says who it is;
 * <li>the document holds this worker's own entry, and what others have more of is asked for;
 * <li>every neighbour gets a heartbeat each interval, and at once when it says something new.
 * </ol>
 */
public final class RoomMember {
    /** Between two changes of its own entry while the room is read-only: nobody can begin a new history then. */
    static final Duration READ_ONLY_PAUSE = Duration.ofSeconds(1);

    /** Between two puts of the same entry again, lest two that think that it is theirs write without end. */
    static final Duration PUT_PAUSE = Duration.ofMillis(100);

    private final Self self;
    private final Timing timing;
    private final Parts parts;
    private final Hearing hearing;
    private final Office office;
    private final Elections elections;
    private final RosterBook book;
    private final Outbox outbox;
    private final DocumentSync sync;
    private final MeshUpkeep mesh;
    private final Canvassing canvassing;
    private final Reception reception;
    private final RollCall rollCall;
    private final Standings standings;
    private final Joining joining;
    private final AdminDuties duties;
    private final ForgetWishes forgetWishes;
    private final Views views;
    private final OwnEntry own;
    private final Reservations reservations;
    private boolean profileChanged;
    private boolean othersWrote;
    private Instant ownWritten = Instant.MIN;
    private boolean leaving;
    private News owed = News.NONE;
    private boolean held;
    private Instant lastInput;
    private Set<PeerId> component;
    private @Nullable RoomView published;

    /**
     * A member that has not heard of anybody yet.
     *
     * @param profile what the worker says of itself
     * @param document an own, fresh replica
     * @param now on a clock that never goes back; its seconds since 1970 should be about right, for terms grow by them
     */
    public RoomMember(Self self, Profile profile, Timing timing, RoomDocument document, Instant now) {
        this(self, profile, null, timing, document, now);
    }

    /**
     * The same for a process that was in the room before.
     *
     * @param earlier for whom it was kept then, which still holds; null for none
     */
    public RoomMember(Self self, Profile profile, @Nullable HeldReservation earlier, Timing timing,
            RoomDocument document, Instant now) {
        this.self = self;
        this.timing = timing;
        this.parts = Parts.of(self, timing, document, now);
        this.hearing = parts.hearing();
        this.office = parts.office();
        this.elections = parts.elections();
        this.book = parts.book();
        this.outbox = parts.outbox();
        this.sync = parts.sync();
        this.own = new OwnEntry(self, profile, earlier, outbox);
        this.reservations = new Reservations(self.peer(), own, outbox);
        this.mesh = new MeshUpkeep(parts);
        this.canvassing = new Canvassing(parts);
        this.reception = new Reception(parts, mesh, canvassing, own, reservations);
        this.rollCall = new RollCall(parts, mesh);
        this.standings = new Standings(parts);
        this.joining = new Joining(parts);
        this.duties = new AdminDuties(parts, canvassing);
        this.forgetWishes = new ForgetWishes(parts);
        this.views = new Views(self.peer(), hearing, parts.links(), office, document, now);
        this.component = Set.of(self.peer());
        this.lastInput = now;
    }

    /** For whom this worker is kept. */
    public Optional<HeldReservation> reservation() {
        return own.reservation();
    }

    /** Takes one input in, and says what is to be done, in order. Never blocks. */
    public List<Effect> handle(Input input, Instant now) {
        return handle(input, /* more= */ false, now);
    }

    /**
     * The same, for an owner who knows what waits: a burst of frames is weighed once.
     *
     * @param more whether another input waits already; what follows from this one is decided after that one then, or at
     * the next tick
     */
    public List<Effect> handle(Input input, boolean more, Instant now) {
        Duration late = Duration.between(lastInput, now).minus(Timing.TICK);
        lastInput = now;
        boolean overslept = late.compareTo(timing.oversleep()) > 0;
        if (overslept) overslept(late, now);
        News news = overslept ? News.ROOM : News.NONE;
        owed = owed.and(news).and(absorb(input, now));
        boolean waits = more && !(input instanceof Input.Tick);
        if (leaving || waits) return outbox.drain();
        if (owed == News.ROOM) evaluate(now);
        else if (owed == News.DOCUMENT) read(standings.at(component, now), now);
        owed = News.NONE;
        return outbox.drain();
    }

    private void overslept(Duration late, Instant now) {
        outbox.note(new Conclusion.Overslept(late.toMillis()));
        hearing.overslept(now);
        parts.doubts().clear();
        elections.overslept(now);
        parts.speaker().overslept();
        canvassing.stop();
    }

    private News absorb(Input input, Instant now) {
        ServerWord server = parts.server();
        switch (input) {
            case Input.Tick _ -> {
                own.lapse(now);
                reservations.tick(now);
            }
            case Input.Registered registered -> {
                server.registered(registered, now);
                registered.peers().forEach(listed -> mesh.reachable(listed.peerId(), now));
                if (office.isHeld()) outbox.toServer(new FromPeer.AdminElected(self.peer(), office.term()));
                own.registered();
            }
            case Input.SignalingLost _ -> server.lost();
            case Input.PeerJoined joined -> {
                server.joined(joined.peer());
                mesh.reachable(joined.peer().peerId(), now);
            }
            case Input.PeerLeft left -> {
                mesh.doubt(left.peer(), now);
                server.left(left.peer(), left.reason(), now);
            }
            case Input.AdminReported reported -> server.reported(reported.admin(), reported.term(), now);
            case Input.Signaled signaled ->
                mesh.signaled(signaled.from(), signaled.signal(), Optional.empty(), now);
            case Input.LocalSignal local -> mesh.saidLocally(local.peer(), local.signal(), now);
            case Input.LinkOpened opened -> mesh.opened(opened.peer(), opened.attempt(), now);
            case Input.LinkClosed closed -> mesh.closed(closed.peer(), closed.attempt(), closed.why(), now);
            case Input.LinkWornOut worn -> mesh.wornOut(worn.peer(), worn.attempt(), now);
            case Input.LinkSuspected suspected -> mesh.suspected(suspected.peer(), suspected.attempt(), now);
            case Input.Received received -> {
                return reception.received(received, component, now);
            }
            case Input.BadFrame bad -> mesh.badFrame(bad.peer(), bad.attempt(), bad.why(), now);
            case Input.OwnProfile(Profile profile) -> own.told(profile);
            case Input.ReserveWished wish -> reservations.wished(wish, now);
            case Input.ReleaseWished wish -> reservations.released(wish);
            case Input.Renewed(ReservationId id, Duration ttl) -> own.renew(id, ttl, now);
            case Input.GivenBack(ReservationId id) -> own.release(id);
            case Input.ForgetWished wish -> forgetWishes.wished(wish, now);
            case Input.Leave _ -> leave(now);
        }
        return News.ROOM;
    }

    private void leave(Instant now) {
        Set<PeerId> others = new HashSet<>(parts.links().open());
        if (office.leaseEnd(book.roster(), now).isPresent() && !office.isDisputed()) {
            Quorum.best(book.roster(), others).ifPresent(heir -> elections.handOver(heir.peerId(), book.roster(), now));
        }
        own.leave();
        forgetWishes.giveUp();
        outbox.broadcast(new MeshMessage.Leaving());
        outbox.toServer(new FromPeer.Leave());
        // Attempts under way, too: nobody else frees what they hold.
        for (PeerId peer : parts.links().driven())
            mesh.abandon(peer, "we left", now);
        leaving = true;
        Standing gone = new Standing(Set.of(self.peer()), Mode.FORMING, false, now, true);
        outbox.add(new Effect.Publish(views.view(gone, book.roster(), sync.changes(), timing, now)));
    }

    private void evaluate(Instant now) {
        mesh.drive(now);
        component = rollCall.call(now);
        Standing standing = standings.at(component, now);
        joinRoster(standing, now);
        standing = standings.at(component, now);
        canvassing.evaluate(standing, hearing.isDeaf(now), now);
        standing = standings.at(component, now);
        elections.lapse(standing, now);
        administer(standing, now);
        // A hand-over ends the right to act at once; nothing published or sent below may say otherwise.
        standing = standings.at(component, now);
        read(standing, now);
        if (office.isHeld() && !held) parts.speaker().hasten(now);
        held = office.isHeld();
        if (parts.speaker().speak(standing.acting(), now)) mesh.measure(now);
    }

    /** What follows from what the document says now. */
    private void read(Standing standing, Instant now) {
        putOwn(standing, now);
        sync.repair(parts.links().open().stream().filter(this::mayTellMore).toList(), parts.reports(), now);
        publish(standing, now);
    }

    /** What is no member's is not taken for the room's. */
    private boolean mayTellMore(PeerId peer) {
        return book.isMember(peer) || !book.roster().isFounded();
    }

    /** Its own entry is a worker's to write; off the roster it waits until it is admitted to the new history. */
    private void putOwn(Standing standing, Instant now) {
        if (sync.takeBegunAnew()) profileChanged = true;
        if (own.takeChanged()) profileChanged = true;
        if (sync.takeOthersWrote()) othersWrote = true;
        Duration pause = standing.mode() == Mode.READ_ONLY
                ? READ_ONLY_PAUSE
                : profileChanged ? Duration.ZERO : PUT_PAUSE;
        boolean mayWrite = sync.epoch().number() == 0 || book.isMember(self.peer());
        if (!(profileChanged || othersWrote) || !mayWrite || ownWritten.plus(pause).isAfter(now)) return;
        sync.putOwn(own.profile(), own.revision());
        ownWritten = now;
        profileChanged = false;
        othersWrote = false;
    }

    private void joinRoster(Standing standing, Instant now) {
        if (hearing.isDeaf(now)) return;
        if (book.roster().isFounded() && !joining.isOrphaned(component, now)) {
            joining.ask(standing.acting(), own.profile().gpuMemoryMb(), now);
        } else {
            joining.found(component, own.profile(), now);
        }
    }

    private void administer(Standing standing, Instant now) {
        forgetWishes.evaluate(standing, now);
        if (standing.acting()) {
            duties.perform(standing, now);
            if (standing.actsNormally()) elections.succeed(book, component, sync, now);
        } else if (!office.isHeld()) {
            book.dropWishes();
        }
    }

    private void publish(Standing standing, Instant now) {
        RoomView view = views.view(standing, book.roster(), sync.changes(), timing, now);
        if (view.equals(published)) return;
        published = view;
        reservations.see(view);
        outbox.add(new Effect.Publish(view));
    }
}
