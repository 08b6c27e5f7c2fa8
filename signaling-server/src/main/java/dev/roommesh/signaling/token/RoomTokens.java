package dev.roommesh.signaling.token;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Signs and checks what lets a peer into a room: JSON Web Tokens under one secret (HS256), with Spring Security's
 * encoder and decoder. Safe for many threads.
 */
public final class RoomTokens {
    /** Bytes of a secret: fewer than the hash has would weaken it. */
    public static final int SECRET_BYTES_MIN = 32;
    /** No token is valid for longer, so no revocation has to be remembered for longer. */
    public static final Duration LIFETIME_MAX = Duration.ofDays(366);
    /** The claim that a token's {@link TokenRole} stands in. */
    public static final String ROLE = "role";

    /** A ticket is no token: who has been in a room once may come back as itself, and as nobody else. */
    private static final String USE = "use";
    private static final String TICKET = "ticket";
    /** What an old peer signed in with: it says who the peer is, and opens no room. */
    private static final String SIGNED_IN = "signed-in";
    private static final String ROOM = "room";
    private static final String PEER = "peer";
    /** Of a room that was ended before: after which ending the token was given. */
    private static final String ENDING = "ending";
    private static final int ID_BYTES = 12;
    private static final JwsHeader HEADER = JwsHeader.with(MacAlgorithm.HS256).build();

    private final JwtEncoder encoder;
    private final JwtDecoder tokens;
    private final JwtDecoder tickets;
    private final JwtDecoder signIns;
    private final Duration tokenLifetime;
    private final Duration ticketLifetime;
    private final Revocations revoked;
    private final InstantSource time;
    private final SecureRandom random = new SecureRandom();

    /** @param secret at least {@link #SECRET_BYTES_MIN} bytes */
    public RoomTokens(Bytes secret, Duration tokenLifetime, Duration ticketLifetime, Revocations revoked,
            InstantSource time) {
        if (secret.size() < SECRET_BYTES_MIN)
            throw new IllegalArgumentException("a secret has at least " + SECRET_BYTES_MIN + " bytes");
        var key = new SecretKeySpec(secret.toArray(), "HmacSHA256");
        this.encoder = NimbusJwtEncoder.withSecretKey(key).algorithm(MacAlgorithm.HS256).build();
        this.revoked = revoked;
        this.time = time;
        this.tokens = decoder(key, RoomTokens::checkToken);
        this.tickets = decoder(key, jwt -> checkUse(jwt, TICKET));
        this.signIns = decoder(key, jwt -> checkUse(jwt, SIGNED_IN));
        this.tokenLifetime = tokenLifetime;
        this.ticketLifetime = ticketLifetime;
    }

    /** The decoder takes the one algorithm that was agreed on, and no other. */
    private JwtDecoder decoder(SecretKey key, OAuth2TokenValidator<Jwt> check) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
        var times = new JwtTimestampValidator(Duration.ZERO);
        times.setClock(time.withZone(ZoneOffset.UTC));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(times, check));
        return decoder;
    }

    /** A token with which anybody may register in the room, for as long as the configuration says. */
    public IssuedToken issue(RoomId room) {
        return issue(room, TokenRole.ANY, tokenLifetime);
    }

    /** @param lifetime greater than zero, at most {@link #LIFETIME_MAX} */
    public IssuedToken issue(RoomId room, TokenRole role, Duration lifetime) {
        if (!lifetime.isPositive() || lifetime.compareTo(LIFETIME_MAX) > 0)
            throw new IllegalArgumentException("a token is valid for a time up to " + LIFETIME_MAX);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        var token = new RoomToken(HexFormat.of().formatHex(id), room, role, revoked.endingOf(room));
        Instant expiry = time.instant().plus(lifetime);
        JwtClaimsSet.Builder claims = JwtClaimsSet.builder().id(token.id()).claim(ROOM, room.value())
                .claim(ROLE, role.word());
        if (token.ending() > 0) claims.claim(ENDING, token.ending());
        return new IssuedToken(token, signed(claims, expiry), expiry);
    }

    /** What a registered peer shows when it registers again. */
    public String ticket(RoomId room, PeerId peer) {
        return signed(JwtClaimsSet.builder().claim(USE, TICKET).claim(ROOM, room.value()).claim(PEER, peer.value()),
                time.instant().plus(ticketLifetime));
    }

    /** What an old peer shows when it registers under this name; valid for as long as a ticket. It opens no room. */
    public String signIn(PeerId peer) {
        return signed(JwtClaimsSet.builder().claim(USE, SIGNED_IN).claim(PEER, peer.value()),
                time.instant().plus(ticketLifetime));
    }

    /** Who signed in with this; empty where it is wrong, expired, or another kind of token. */
    public Optional<PeerId> signedIn(String text) {
        return decoded(signIns, text).map(jwt -> jwt.getClaimAsString(PEER)).map(PeerId::new);
    }

    /** What a token is worth to somebody. */
    public sealed interface Worth {
        record Valid(RoomToken token) implements Worth {}

        /** It was valid once, and will not be again. */
        record Revoked() implements Worth {}

        /** It was valid once, until its room was ended. */
        record Ended() implements Worth {}

        /** It is wrong, expired, or for another room or role. */
        record Nothing() implements Worth {}
    }

    public Worth worth(String text, RoomId room, Role role) {
        Optional<RoomToken> token = decoded(tokens, text).map(RoomTokens::read)
                .filter(known -> known.room().equals(room) && known.role().allows(role));
        return token.map(this::worth).orElse(new Worth.Nothing());
    }

    public boolean isTicket(String text, RoomId room, PeerId peer) {
        return decoded(tickets, text)
                .filter(ticket -> room.value().equals(ticket.getClaimAsString(ROOM))
                        && peer.value().equals(ticket.getClaimAsString(PEER)))
                .isPresent();
    }

    /** What a token that was valid is worth now, whether it has expired or not. */
    public Worth worth(RoomToken token) {
        if (token.ending() < revoked.endingOf(token.room())) return new Worth.Ended();
        return revoked.isRevoked(token.room(), token.id()) ? new Worth.Revoked() : new Worth.Valid(token);
    }

    /** Lets requests over HTTP be authenticated by room tokens; what it decodes, {@link #read} understands. */
    public JwtDecoder decoder() {
        return text -> {
            Jwt jwt = tokens.decode(text);
            if (!(worth(read(jwt)) instanceof Worth.Valid)) throw new BadJwtException("revoked");
            return jwt;
        };
    }

    /** @param jwt of {@link #decoder} */
    public static RoomToken read(Jwt jwt) {
        return parse(jwt).orElseThrow(() -> new IllegalArgumentException("no room token"));
    }

    private static Optional<RoomToken> parse(Jwt jwt) {
        String id = jwt.getId();
        String room = jwt.getClaimAsString(ROOM);
        String role = jwt.getClaimAsString(ROLE);
        if (id == null || room == null || role == null || jwt.hasClaim(USE)) return Optional.empty();
        try {
            long ending = jwt.getClaim(ENDING) instanceof Number number ? number.longValue() : 0;
            return TokenRole.ofWord(role).map(known -> new RoomToken(id, new RoomId(room), known, ending));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Optional<Jwt> decoded(JwtDecoder decoder, String text) {
        try {
            return Optional.of(decoder.decode(text));
        } catch (JwtException refused) {
            return Optional.empty();
        }
    }

    private static OAuth2TokenValidatorResult checkToken(Jwt jwt) {
        return result(jwt.getExpiresAt() != null && parse(jwt).isPresent());
    }

    private static OAuth2TokenValidatorResult checkUse(Jwt jwt, String use) {
        return result(jwt.getExpiresAt() != null && use.equals(jwt.getClaimAsString(USE)));
    }

    private static OAuth2TokenValidatorResult result(boolean counts) {
        return counts
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));
    }

    private String signed(JwtClaimsSet.Builder claims, Instant expiry) {
        return encoder.encode(JwtEncoderParameters.from(HEADER, claims.expiresAt(expiry).build())).getTokenValue();
    }
}
