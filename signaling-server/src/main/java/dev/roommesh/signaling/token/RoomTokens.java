package dev.roommesh.signaling.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;

/** Signs and checks what lets a peer into a room: JSON Web Tokens under one secret (HS256). Safe for many threads. */
public final class RoomTokens {
    /** Bytes of a secret: fewer than the hash has would weaken it. */
    public static final int SECRET_BYTES_MIN = 32;
    /** A ticket is no token: who has been in a room once may come back as itself, and as nobody else. */
    private static final String USE = "use";
    private static final String TICKET = "ticket";
    private static final String ROOM = "room";
    private static final String PEER = "peer";
    private static final String ROLE = "role";
    private static final String ANY_ROLE = "any";

    private final MACSigner signer;
    private final JWSVerifier verifier;
    private final Duration tokenLifetime;
    private final Duration ticketLifetime;

    /** @param secret at least {@link #SECRET_BYTES_MIN} bytes */
    public RoomTokens(Bytes secret, Duration tokenLifetime, Duration ticketLifetime) {
        try {
            this.signer = new MACSigner(secret.toArray());
            this.verifier = new MACVerifier(secret.toArray());
        } catch (JOSEException weak) {
            throw new IllegalArgumentException("a secret has at least " + SECRET_BYTES_MIN + " bytes", weak);
        }
        this.tokenLifetime = tokenLifetime;
        this.ticketLifetime = ticketLifetime;
    }

    /** A token with which anybody may register in the room. */
    public String token(RoomId room, Instant now) {
        return signed(new JWTClaimsSet.Builder().claim(ROOM, room.value()).claim(ROLE, ANY_ROLE)
                .expirationTime(Date.from(now.plus(tokenLifetime))).build());
    }

    /** What a registered peer shows when it registers again. */
    public String ticket(RoomId room, PeerId peer, Instant now) {
        return signed(new JWTClaimsSet.Builder().claim(USE, TICKET).claim(ROOM, room.value()).claim(PEER, peer.value())
                .expirationTime(Date.from(now.plus(ticketLifetime))).build());
    }

    public boolean admits(String token, RoomId room, Role role, Instant now) {
        return verified(token, now).filter(claims -> claims.getClaim(USE) == null)
                .filter(claims -> room.value().equals(claims.getClaim(ROOM))).filter(claims -> allows(claims, role))
                .isPresent();
    }

    /** The room that a token lets somebody of this role into; empty for one that lets into none. */
    public Optional<RoomId> roomOf(String token, Role role, Instant now) {
        return verified(token, now).map(claims -> claims.getClaim(ROOM)).filter(String.class::isInstance)
                .map(room -> new RoomId((String) room)).filter(room -> admits(token, room, role, now));
    }

    public boolean isTicket(String ticket, RoomId room, PeerId peer, Instant now) {
        return verified(ticket, now).filter(claims -> TICKET.equals(claims.getClaim(USE)))
                .filter(claims -> room.value().equals(claims.getClaim(ROOM)))
                .filter(claims -> peer.value().equals(claims.getClaim(PEER))).isPresent();
    }

    private static boolean allows(JWTClaimsSet claims, Role role) {
        Object allowed = claims.getClaim(ROLE);
        String asked = (role == Role.WORKER ? Role.WORKER : Role.CLIENT).name().toLowerCase(Locale.ROOT);
        return allowed == null || allowed.equals(ANY_ROLE) || allowed.equals(asked);
    }

    private Optional<JWTClaimsSet> verified(String text, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            // The verifier would take any HMAC; a token names the one that was agreed on.
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier))
                return Optional.empty();
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date expiry = claims.getExpirationTime();
            return expiry == null || !now.isBefore(expiry.toInstant()) ? Optional.empty() : Optional.of(claims);
        } catch (ParseException | JOSEException unreadable) {
            return Optional.empty();
        }
    }

    private String signed(JWTClaimsSet claims) {
        try {
            var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException("cannot sign with the secret", broken);
        }
    }
}
