package dev.roommesh.signaling.oldpeer;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.JsonText;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.relay.PeerLists;
import dev.roommesh.signaling.relay.RelayEvents;
import dev.roommesh.signaling.relay.Sender;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What old peers tell one another, and what workers of today answer to old clients: passed on as it came, within the
 * room, but for its sender, which the socket alone knows. What cannot be passed on is answered as the old server did;
 * workers hear nothing of that (see {@link OldDialect}).
 */
public final class OldRelay {
    /** What a sender may say of itself is the server's to say; a worker of 2026 lets in unasked whoever has a role. */
    private static final Set<String> OF_THE_SENDER = Set.of("sender", "from_peer_id", "peer_id", "role");
    /** Of a reason that stands for the sentence, too: a message must not grow much on its way. */
    private static final int REPEATED_CHARS_MAX = 256;
    private static final Set<String> OF_AN_ERROR = Set.of("code", "request_id", "retry_after_ms");

    private final Rooms rooms;
    private final Presence presence;
    private final RelayEvents events;

    public OldRelay(Rooms rooms, Presence presence, RelayEvents events) {
        this.rooms = rooms;
        this.presence = presence;
        this.events = events;
    }

    public void offer(Sender sender, FromPeer.PeerOffer offer) {
        boolean isClient = view(sender).worker(sender.peer()).isEmpty();
        // To a worker of today it is a wish for that worker.
        pass(sender, offer.target(), RelayEvents.Kind.PEER_OFFER, target -> isClient || target.part().isOld(),
                new FromServer.PeerOffer(sender.peer(), offer.target(), offer.sdp(), less(offer.more())));
    }

    public void answer(Sender sender, FromPeer.PeerAnswer answer) {
        pass(sender, answer.target(), RelayEvents.Kind.PEER_ANSWER, _ -> true,
                new FromServer.PeerAnswer(sender.peer(), answer.target(), answer.sdp(), less(answer.more())));
    }

    /** Not to old workers: most of them end when they hear one, and none needs it. */
    public void candidate(Sender sender, FromPeer.PeerCandidate candidate) {
        pass(sender, candidate.target(), RelayEvents.Kind.PEER_CANDIDATE,
                target -> !(target.isWorker() && target.part().isOld()),
                new FromServer.PeerCandidate(sender.peer(), candidate.target(), candidate.candidate(),
                        less(candidate.more())));
    }

    public void message(Sender sender, FromPeer.PeerMessage message) {
        Optional<Member> target = member(sender, message.toPeerId()).filter(member -> member.part().isOld());
        tellOrElse(target, RelayEvents.Kind.PEER_MESSAGE,
                new FromServer.PeerMessage(sender.peer(), message.toPeerId(), message.payload()),
                () -> refuse(sender, ErrorCode.PEER_NOT_IN_ROOM, "Target peer not in same room",
                        "No old peer " + message.toPeerId() + " is in this room: ask with discover_peers who is.",
                        Map.of()));
    }

    /** A worker refuses what a client wants of it. It is told to old clients, and never answered. */
    public void error(Sender sender, FromPeer.PeerError error) {
        boolean fromWorker = view(sender).worker(sender.peer()).isPresent();
        Optional<Member> client = member(sender, error.target())
                .filter(member -> fromWorker && !member.isWorker() && member.part().isOld());
        Map<String, JsonText> more = new LinkedHashMap<>(less(error.more()));
        more.keySet().removeAll(OF_AN_ERROR);
        more.put("sender", JsonText.of(sender.peer()));
        more.put("target", JsonText.of(error.target()));
        String reason = error.reason() == null ? "" : error.reason();
        String message = error.message() == null
                ? reason.substring(0, Math.min(reason.length(), REPEATED_CHARS_MAX))
                : error.message();
        tellOrElse(client, RelayEvents.Kind.PEER_ERROR,
                new FromServer.Refused(ErrorCode.OTHER, reason, message, null, null, more), () -> {});
    }

    /** The signals of the old workers' mesh, which clients and workers of today have no part in. */
    public void meshOffer(Sender sender, FromPeer.MeshConnect offer) {
        Profile registered = Optional.ofNullable(view(sender).members().get(sender.peer())).map(Member::profile)
                .orElse(Profile.EMPTY);
        tellOrElse(meshed(sender, offer.targetPeerId()), RelayEvents.Kind.OFFER,
                new FromServer.MeshOffer(sender.peer(), offer.offer(), null, registered),
                () -> refuseMesh(sender, offer.targetPeerId()));
    }

    public void meshAnswer(Sender sender, FromPeer.MeshAnswer answer) {
        tellOrElse(meshed(sender, answer.targetPeerId()), RelayEvents.Kind.ANSWER,
                new FromServer.MeshAnswer(sender.peer(), answer.answer(), null),
                () -> refuseMesh(sender, answer.targetPeerId()));
    }

    /** A candidate for nobody is no fault: whom it was for may just have gone. */
    public void meshCandidate(Sender sender, FromPeer.Candidate candidate) {
        tellOrElse(meshed(sender, candidate.targetPeerId()), RelayEvents.Kind.CANDIDATE,
                new FromServer.Candidate(sender.peer(), candidate.candidate(), null), () -> {});
    }

    /** The answer has all that the peer says of itself now. */
    public void update(Sender sender, FromPeer.UpdateMetadata update) {
        presence.overlay(sender.room(), sender.peer(), update.metadata()).ifPresentOrElse(
                whole -> sender.connection().send(new FromServer.MetadataUpdated(sender.peer(), whole)),
                () -> refuse(sender, ErrorCode.INVALID_MESSAGE, "Metadata not updated",
                        "The peer is not registered here, or its metadata would be too much: say less of it.",
                        Map.of()));
    }

    public void discover(Sender sender, FromPeer.DiscoverPeers question) {
        sender.connection().send(PeerLists.answer(view(sender), sender.peer(), question.filters()));
    }

    private void pass(Sender sender, PeerId target, RelayEvents.Kind kind, Predicate<Member> wanted,
            FromServer message) {
        Optional<Member> member = member(sender, target);
        if (member.isPresent() && !wanted.test(member.get())) return;
        tellOrElse(member, kind, message, () -> {
            if (!isFromBeforeRooms(sender))
                refuse(sender, ErrorCode.PEER_NOT_FOUND, "peer_not_found",
                        "No peer " + target + " is in this room now: ask with discover_peers who is.",
                        Map.of("target", JsonText.of(target)));
        });
    }

    /** The oldest clients say no role, and know no error either. */
    private boolean isFromBeforeRooms(Sender sender) {
        Member known = view(sender).members().get(sender.peer());
        return known != null && known.part().isOld() && known.role() == Role.PEER;
    }

    private void tellOrElse(Optional<Member> target, RelayEvents.Kind kind, FromServer message, Runnable otherwise) {
        target.ifPresentOrElse(member -> {
            events.relayed(kind);
            member.connection().send(message);
        }, otherwise);
    }

    private RoomView view(Sender sender) {
        return rooms.view(sender.room()).orElse(RoomView.EMPTY);
    }

    private Optional<Member> member(Sender sender, PeerId target) {
        RoomView view = view(sender);
        // A socket outlives its peer's place where that was taken on another one that has ended.
        return Optional.ofNullable(view.members().get(target)).filter(
                member -> !target.equals(sender.peer()) && view.members().containsKey(sender.peer()));
    }

    private Optional<Member> meshed(Sender sender, PeerId target) {
        Member self = view(sender).members().get(sender.peer());
        return member(sender, target)
                .filter(member -> self != null && self.part().isOldMesh() && member.part().isOldMesh());
    }

    private static void refuseMesh(Sender sender, PeerId target) {
        refuse(sender, ErrorCode.PEER_NOT_FOUND, "peer_not_found",
                "No worker " + target + " of the old workers' mesh is in this room now: register again to hear who is.",
                Map.of("target_peer_id", JsonText.of(target)));
    }

    private static void refuse(Sender sender, ErrorCode code, String reason, String sentence,
            Map<String, JsonText> more) {
        sender.connection().send(new FromServer.Refused(code, reason, sentence, null, null, more));
    }

    private static Map<String, JsonText> less(Map<String, JsonText> more) {
        Map<String, JsonText> rest = new LinkedHashMap<>(more);
        rest.keySet().removeAll(OF_THE_SENDER);
        return rest;
    }
}
