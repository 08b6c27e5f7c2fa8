package dev.roommesh.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which peers an old client asks for with {@code discover_peers}: all that is given must hold. A status is a property
 * there, and whatever else old clients say ({@code room_id}) changes nothing.
 *
 * @param role any where null; a word that is no role is nobody's
 * @param tags at least one of these; any where empty
 * @param properties a condition for each named property
 */
public record PeerFilters(@Nullable String role, List<String> tags, Map<String, Condition> properties) {
    public static final PeerFilters NONE = new PeerFilters(null, List.of(), Map.of());

    public PeerFilters {
        tags = tags == null ? List.of() : List.copyOf(tags);
        properties = properties == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        if (tags.size() > Limits.TAGS_MAX)
            throw new IllegalArgumentException("a question has at most " + Limits.TAGS_MAX + " tags");
        if (properties.size() > Limits.PROPERTIES_MAX)
            throw new IllegalArgumentException("a question has at most " + Limits.PROPERTIES_MAX + " properties");
    }

    public boolean admit(Role peer, Profile profile) {
        if (role != null && !role.equals(peer.name().toLowerCase(Locale.ROOT))) return false;
        return new Filters(null, null, tags, properties).admit(profile);
    }
}
