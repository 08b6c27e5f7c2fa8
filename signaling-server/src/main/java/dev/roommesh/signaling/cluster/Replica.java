package dev.roommesh.signaling.cluster;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Lease;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.Part;
import dev.roommesh.signaling.room.RoomView;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A room as one server knows it, immutable.
 *
 * @param version of the engine's; the higher one is the newer
 */
record Replica(long version, RoomView view) {
    private static final DiscoveryJson JSON = new DiscoveryJson();
    /** Server, socket, role, join_seq, when it was taken, in ms since 1970, and its part. */
    static final int PLACE_WORDS = 6;

    /**
     * Of the room's next version.
     *
     * @param v the version
     * @param put who is registered now, or registered something else; null where that has not changed
     * @param gone who has left
     * @param again whether it took its place again, of which its server told nobody
     */
    record Change(String v, String term, @Nullable String admin, boolean vacant, @Nullable String put,
            @Nullable String place, @Nullable String profile, @Nullable String gone, boolean again) {}

    /** Finds the way to whoever has a place; empty for a socket that this server has no more. */
    interface Ways extends Function<Owner, Optional<Connection>> {}

    /**
     * What the engine has of a room.
     *
     * @param fields of its hash
     * @param profiles what its peers registered, by their ids
     * @param now of the engine's clock, in ms: places whose leases are over are left out
     */
    static Replica of(Map<String, String> fields, Map<String, String> profiles, long now, Ways ways) {
        Map<PeerId, Member> members = new LinkedHashMap<>();
        fields.forEach((field, place) -> {
            if (!field.startsWith("w:")) return;
            String peer = field.substring("w:".length());
            if (number(fields.get("l:" + peer)) < now) return;
            member(peer, place, profiles.get(peer), ways).ifPresent(found -> members.put(found.peerId(), found));
        });
        return new Replica(number(fields.get("v")), new RoomView(inOrder(members),
                admin(fields.get("admin"), "1".equals(fields.get("vacant"))), number(fields.get("term"))));
    }

    /** Known to be old, or of an engine that has lost its memory: whatever is read next is newer. */
    Replica outdated() {
        return new Replica(-1, view);
    }

    /** Whether this is of that version, or newer. */
    boolean isPast(Change change) {
        return number(change.v()) <= version;
    }

    /** The next one; empty where a version between was missed, or this is not the newest any more. */
    Optional<Replica> with(Change change, Ways ways) {
        Map<PeerId, Member> members = new LinkedHashMap<>(view.members());
        if (change.gone() != null) members.remove(new PeerId(change.gone()));
        if (change.put() != null && change.place() != null)
            member(change.put(), change.place(), change.profile(), ways)
                    .ifPresent(found -> members.put(found.peerId(), found));
        return next(number(change.v()), members, admin(change.admin(), change.vacant()), number(change.term()));
    }

    /** The next one, after a change of this server's own. */
    Optional<Replica> with(long next, Member changed) {
        Map<PeerId, Member> members = new LinkedHashMap<>(view.members());
        members.put(changed.peerId(), changed);
        return next(next, members, view.admin(), view.term());
    }

    Optional<Replica> without(long next, PeerId gone) {
        Map<PeerId, Member> members = new LinkedHashMap<>(view.members());
        members.remove(gone);
        return next(next, members, view.admin().filter(admin -> !admin.equals(gone)), view.term());
    }

    Optional<Replica> with(long next, PeerId admin, long term) {
        return next(next, view.members(), Optional.of(admin), term);
    }

    /** The engine does not know yet. */
    Replica withoutWordOfIt(PeerId gone) {
        return new Replica(version, without(version + 1, gone).map(Replica::view).orElse(view));
    }

    /** The engine does not know yet. */
    Replica withoutWordOfIt(PeerId admin, long term) {
        return new Replica(version, new RoomView(view.members(), Optional.of(admin), term));
    }

    private Optional<Replica> next(long next, Map<PeerId, Member> members, Optional<PeerId> admin, long term) {
        return next == version + 1
                ? Optional.of(new Replica(next, new RoomView(inOrder(members), admin, term)))
                : Optional.empty();
    }

    private static Map<PeerId, Member> inOrder(Map<PeerId, Member> members) {
        Map<PeerId, Member> sorted = new LinkedHashMap<>();
        members.values().stream().sorted(Comparator.comparingLong(Member::joinSeq))
                .forEach(member -> sorted.put(member.peerId(), member));
        return Collections.unmodifiableMap(sorted);
    }

    /** Who has a place, as the engine has it; empty where no way leads there any more. */
    static Optional<Member> member(String peer, String place, @Nullable String profile, Ways ways) {
        String[] words = place.split(" ", PLACE_WORDS);
        if (words.length < PLACE_WORDS) return Optional.empty();
        return ways.apply(new Owner(words[0], words[1]))
                .map(connection -> new Member(new PeerId(peer), Role.valueOf(words[2].toUpperCase(Locale.ROOT)),
                        read(profile), number(words[3]), Instant.ofEpochMilli(number(words[4])), connection,
                        Lease.ENDLESS, Part.ofWord(words[5])));
    }

    static Profile read(@Nullable String profile) {
        return profile != null
                && JSON.decode(profile, Profile.class) instanceof Decoded.Accepted<Profile>(Profile readable)
                        ? readable
                        : Profile.EMPTY;
    }

    static String write(Profile profile) {
        return JSON.encodeAny(profile);
    }

    private static Optional<PeerId> admin(@Nullable String admin, boolean vacant) {
        return vacant || admin == null ? Optional.empty() : Optional.of(new PeerId(admin));
    }

    private static long number(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }
}
