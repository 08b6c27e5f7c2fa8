package dev.roommesh.signaling.oldpeer;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.room.Part;
import java.util.Set;

/**
 * Tells old peers from those of today, by what they say when they register: every old program shows an identity beside
 * the room's token ({@code id_token}, from signing in), and those workers that have a mesh say whether they want its office
 * ({@code is_admin}). No program of today says either.
 */
public final class OldPeers {
    /** All that they say; whatever else comes from one is unknown to them and to the server. */
    static final Set<String> WORDS = Set.of("register", "discover_peers", "update_metadata", "peer_message",
            "mesh_connect", "mesh_answer", "ice_candidate", "offer", "answer", "candidate", "error");

    private OldPeers() {}

    /** Which part whoever registers so asks for. */
    public static Part part(FromPeer.Register asked) {
        boolean old = asked.idToken() != null || asked.isAdmin() != null;
        if (!old) return asked.registry() == null || asked.registry() ? Part.MESHED : Part.APART;
        if (asked.role() != Role.WORKER || asked.isAdmin() == null) return Part.OLD;
        return asked.isAdmin() ? Part.OLD_ADMIN : Part.OLD_MESH;
    }
}
