package dev.roommesh.signaling.relay;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.util.Optional;

/** Passes the signals of a link on to a worker of the same room, with the sender stamped. */
public final class LinkRelay {
    private final Rooms rooms;
    private final RelayEvents events;

    public LinkRelay(Rooms rooms, RelayEvents events) {
        this.rooms = rooms;
        this.events = events;
    }

    public void offer(Sender sender, FromPeer.MeshConnect offer) {
        RoomView room = rooms.view(sender.room()).orElse(RoomView.EMPTY);
        Profile metadata = Optional.ofNullable(room.members().get(sender.peer())).map(Member::profile)
                .orElse(Profile.EMPTY);
        pass(sender, room, offer.targetPeerId(), RelayEvents.Kind.OFFER,
                new FromServer.MeshOffer(sender.peer(), offer.offer(), offer.attempt(), metadata));
    }

    public void answer(Sender sender, FromPeer.MeshAnswer answer) {
        pass(sender, answer.targetPeerId(), RelayEvents.Kind.ANSWER,
                new FromServer.MeshAnswer(sender.peer(), answer.answer(), answer.attempt()));
    }

    public void candidate(Sender sender, FromPeer.Candidate candidate) {
        pass(sender, candidate.targetPeerId(), RelayEvents.Kind.CANDIDATE,
                new FromServer.Candidate(sender.peer(), candidate.candidate(), candidate.attempt()));
    }

    public void dialMe(Sender sender, FromPeer.DialMe request) {
        pass(sender, request.targetPeerId(), RelayEvents.Kind.DIAL_ME, new FromServer.DialMe(sender.peer()));
    }

    private void pass(Sender sender, PeerId target, RelayEvents.Kind kind, FromServer message) {
        pass(sender, rooms.view(sender.room()).orElse(RoomView.EMPTY), target, kind, message);
    }

    private void pass(Sender sender, RoomView room, PeerId target, RelayEvents.Kind kind, FromServer message) {
        Optional<Member> worker = room.workerOfToday(target);
        if (worker.isEmpty()) {
            sender.connection().send(FromServer.Refused.of(ErrorCode.PEER_NOT_FOUND,
                    "No worker " + target + " is registered in this room now: wait for its peer_joined."));
            return;
        }
        events.relayed(kind);
        worker.get().connection().send(message);
    }
}
