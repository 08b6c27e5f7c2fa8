package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In what this server's words differ from those of the old server, and why. What is not here must be equal. It follows
 * what programs said when they registered.
 */
final class KnownDifferences {
    /** Fields that are told beside those of the trace. */
    private static final Map<String, Map<String, String>> MORE = Map.of(
            "registered_auth", Map.ofEntries(
                    Map.entry("peers", "the list as peers of today read it"),
                    Map.entry("features", "what is switched on in the room, for peers of today"),
                    Map.entry("lease_seconds", "how long the registration stands, for peers of today"),
                    Map.entry("ticket", "for registering again after a restart, for peers of today"),
                    Map.entry("admin_term", "0: the old workers' office has no terms"),
                    Map.entry("admin_peer_id",
                            "servers from before the mesh did not say it, and their peers pass it over"),
                    Map.entry("peer_list", "as admin_peer_id"), Map.entry("peer_metadata", "as admin_peer_id"),
                    Map.entry("ice_servers", "as admin_peer_id"), Map.entry("mesh_ice_servers", "as admin_peer_id")),
            "mesh_offer", Map.of("metadata", "what the newcomer registered: without it old admins elect by guesses"),
            "error", Map.of("code", "for programs", "reason", "for the oldest programs", "message", "for people"),
            "/create-room", Map.of("token_id", "names the token where it is revoked"));
    /** Fields whose value is another. */
    private static final Map<String, Map<String, String>> OTHER = Map.of(
            "registered_auth",
            Map.of("ice_servers", "they are this server's own", "mesh_ice_servers", "as ice_servers"),
            "error", Map.of("message", "one sentence with the remedy"),
            "/delete-peer", Map.of("status", "a peer is gone before it asks; without proof nothing is done"),
            "/delete-peers-and-room", Map.of("status", "as /delete-peer"),
            "/anonymous-signin", Map.of("id_token", "this server's own; opaque to peers", "username", "a new one"),
            "/create-room", Map.of("room_id", "a new one", "token", "signed: one of 6 digits can be guessed"));

    private final Map<String, List<String>> tags = new LinkedHashMap<>();
    private final Map<String, String> roles = new LinkedHashMap<>();

    /** A program said this. */
    void said(Map<String, Object> message) {
        if (!"register".equals(message.get("type"))) return;
        String peer = OldTrace.word(message, "peer_id");
        roles.put(peer, message.get("role") instanceof String role ? role : "peer");
        Map<String, Object> metadata = OldTrace.asObject(message.get("metadata"));
        tags.put(peer, strings(metadata == null ? null : metadata.get("tags")));
    }

    void compare(Map<String, Object> old, Map<String, Object> ours) {
        compare(OldTrace.word(old, "type"), old, ours);
        if (ours.get("message") != null) assertThat((String) ours.get("message")).isNotBlank();
    }

    /** @param what the type of a message, or the path that was asked */
    void compare(String what, Map<String, Object> old, Map<String, Object> ours) {
        Map<String, Object> expected = new LinkedHashMap<>(old);
        Map<String, Object> actual = new LinkedHashMap<>(ours);
        Set<String> more = MORE.getOrDefault(what, Map.of()).keySet();
        actual.keySet().removeIf(field -> more.contains(field) && !old.containsKey(field));
        for (String field : OTHER.getOrDefault(what, Map.of()).keySet()) {
            assertThat(actual.containsKey(field)).as("%s of %s", field, ours).isEqualTo(expected.containsKey(field));
            expected.remove(field);
            actual.remove(field);
        }
        withoutClients(expected);
        withTags(expected);
        withoutTimes(expected);
        withoutTimes(actual);
        assertThat(actual).as("instead of %s", old).isEqualTo(expected);
    }

    /** The old server listed clients as well, which its workers then took for workers. */
    private void withoutClients(Map<String, Object> message) {
        if (!(message.get("peer_list") instanceof List<?> list)) return;
        message.put("peer_list", list.stream().filter(peer -> "worker".equals(roles.get(peer))).toList());
        Map<String, Object> metadata = Objects.requireNonNull(OldTrace.asObject(message.get("peer_metadata")));
        metadata.keySet().removeIf(peer -> !"worker".equals(roles.get(peer)));
        message.put("peer_metadata", metadata);
    }

    /** The old server lost a peer's tags at its first change of status, and nobody found it from then on. */
    private void withTags(Map<String, Object> message) {
        if (message.get("peer_id") instanceof String peer) keepTags(message, "metadata", peer);
        Map<String, Object> byPeer = OldTrace.asObject(message.get("peer_metadata"));
        if (byPeer != null) {
            byPeer.keySet().forEach(peer -> keepTags(byPeer, peer, peer));
            message.put("peer_metadata", byPeer);
        }
        if (message.get("peers") instanceof List<?> peers) {
            List<Map<String, Object>> kept = new ArrayList<>();
            for (Object peer : peers) {
                Map<String, Object> found = Objects.requireNonNull(OldTrace.asObject(peer));
                keepTags(found, "metadata", OldTrace.word(found, "peer_id"));
                kept.add(found);
            }
            message.put("peers", kept);
        }
    }

    private void keepTags(Map<String, Object> owner, String field, @Nullable Object peer) {
        Map<String, Object> metadata = OldTrace.asObject(owner.get(field));
        if (metadata == null) return;
        metadata.putIfAbsent("tags", tags.get(peer));
        owner.put(field, metadata);
    }

    private static void withoutTimes(Map<String, Object> message) {
        if (!(message.get("peers") instanceof List<?> peers)) return;
        List<Map<String, Object>> timeless = new ArrayList<>();
        for (Object peer : peers) {
            Map<String, Object> found = Objects.requireNonNull(OldTrace.asObject(peer));
            if (found.remove("connected_at") instanceof Double seconds)
                assertThat(seconds).as("seconds since 1970").isBetween(1.7e9, 1e10);
            timeless.add(found);
        }
        message.put("peers", timeless);
    }

    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list ? list.stream().map(String.class::cast).toList() : List.of();
    }
}
