package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Instant;
import java.util.List;

/** Of what simulated workers are made. Tests replace a part by one that breaks a rule. */
interface Parts {
    /** The real ones. */
    Parts REAL = new Parts() {
    };

    default RoomDocument document(PeerId peer, long incarnation) {
        return new SimulatedDocument(peer, incarnation);
    }

    default Member member(Self self, Profile profile, Timing timing, RoomDocument document, Instant now) {
        var member = new RoomMember(self, profile, timing, document, now);
        return new Member() {
            @Override
            public List<Effect> handle(Input input, Instant at) {
                return member.handle(input, at);
            }

            @Override
            public List<Effect> handle(Input input, boolean more, Instant at) {
                return member.handle(input, more, at);
            }
        };
    }
}
