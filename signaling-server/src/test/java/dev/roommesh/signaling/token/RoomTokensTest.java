package dev.roommesh.signaling.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.RoomFixture;
import dev.roommesh.signaling.token.Revocations.Outcome;
import dev.roommesh.signaling.token.RoomTokens.Worth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jwt.JwtException;

final class RoomTokensTest {
    private static final RoomId ROOM = new RoomId("room");
    private static final PeerId PEER = new PeerId("peer");
    private static final Instant NOW = RoomFixture.NOW;

    private final TokenFixture fixture = new TokenFixture();
    private final RoomTokens tokens = fixture.tokens;

    @TempDir
    private Path folder;

    private boolean admits(String token, RoomId room, Role role, Instant now) {
        fixture.now = now;
        return tokens.worth(token, room, role) instanceof Worth.Valid;
    }

    @Test
    void aTokenAdmitsToItsRoomUntilItExpires() {
        String token = tokens.issue(ROOM).text();
        assertThat(token).hasSizeLessThan(Limits.TOKEN_CHARS_MAX);
        assertThat(admits(token, ROOM, Role.PEER, NOW)).isTrue();
        assertThat(admits(token, new RoomId("other"), Role.WORKER, NOW)).isFalse();
        assertThat(admits(token.substring(0, token.length() - 4) + "AAAA", ROOM, Role.WORKER, NOW)).isFalse();
        assertThat(admits("", ROOM, Role.WORKER, NOW)).isFalse();
        assertThat(admits(token, ROOM, Role.WORKER, NOW.plusSeconds(3599))).isTrue();
        assertThat(admits(token, ROOM, Role.WORKER, NOW.plusSeconds(3601))).isFalse();
    }

    @Test
    void aTokenForOneRoleIsForThatRoleAlone() {
        IssuedToken client = tokens.issue(ROOM, TokenRole.CLIENT, Duration.ofMinutes(1));
        assertThat(client.expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(client).asString().doesNotContain(client.text());
        assertThat(admits(client.text(), ROOM, Role.CLIENT, NOW)).isTrue();
        assertThat(admits(client.text(), ROOM, Role.PEER, NOW)).isTrue();
        assertThat(admits(client.text(), ROOM, Role.WORKER, NOW)).isFalse();
        String worker = tokens.issue(ROOM, TokenRole.WORKER, Duration.ofMinutes(1)).text();
        assertThat(admits(worker, ROOM, Role.WORKER, NOW)).isTrue();
        assertThat(admits(worker, ROOM, Role.CLIENT, NOW)).isFalse();
    }

    @Test
    void whatARoomWasGivenBeforeItsEndIsWorthNothingAndWhatItIsGivenThenIs() {
        String before = tokens.issue(ROOM).text();
        String elsewhere = tokens.issue(new RoomId("other")).text();
        fixture.revocations.endRoom(ROOM);
        String after = tokens.issue(ROOM).text();
        assertThat(tokens.worth(before, ROOM, Role.WORKER)).isInstanceOf(Worth.Ended.class);
        assertThat(tokens.worth(after, ROOM, Role.WORKER)).isInstanceOf(Worth.Valid.class);
        assertThat(tokens.worth(elsewhere, new RoomId("other"), Role.WORKER)).isInstanceOf(Worth.Valid.class);
        assertThatThrownBy(() -> tokens.decoder().decode(before)).isInstanceOf(JwtException.class);
        assertThat(RoomTokens.read(tokens.decoder().decode(after)).ending()).isPositive();
        fixture.revocations.endRoom(ROOM);
        assertThat(tokens.worth(after, ROOM, Role.WORKER)).as("ended again").isInstanceOf(Worth.Ended.class);
    }

    @Test
    void noTokenIsValidForLongerThanItsRevocationIsRemembered() {
        tokens.issue(ROOM, TokenRole.ANY, RoomTokens.LIFETIME_MAX);
        for (Duration lifetime : new Duration[]{RoomTokens.LIFETIME_MAX.plusNanos(1), Duration.ZERO})
            assertThatIllegalArgumentException().isThrownBy(() -> tokens.issue(ROOM, TokenRole.ANY, lifetime));
    }

    @Test
    void aRevokedTokenIsWorthNothingAndOthersAreNotConcerned() {
        IssuedToken token = tokens.issue(ROOM);
        IssuedToken other = tokens.issue(ROOM);
        assertThat(fixture.revocations.revoke(new RoomId("other"), token.token().id())).isEqualTo(Outcome.REVOKED);
        assertThat(admits(token.text(), ROOM, Role.WORKER, NOW)).as("one of another room was revoked").isTrue();
        assertThat(fixture.revocations.revoke(ROOM, token.token().id())).isEqualTo(Outcome.REVOKED);
        assertThat(tokens.worth(token.text(), ROOM, Role.WORKER)).isInstanceOf(Worth.Revoked.class);
        assertThatThrownBy(() -> tokens.decoder().decode(token.text())).isInstanceOf(JwtException.class);
        assertThat(admits(other.text(), ROOM, Role.WORKER, NOW)).isTrue();
    }

    @Test
    void aTicketIsForOnePeerAndIsNoToken() {
        String ticket = tokens.ticket(ROOM, PEER);
        assertThat(tokens.isTicket(ticket, ROOM, new PeerId("other"))).isFalse();
        assertThat(tokens.isTicket(ticket, new RoomId("other"), PEER)).isFalse();
        assertThat(tokens.isTicket(tokens.issue(ROOM).text(), ROOM, PEER)).isFalse();
        assertThat(admits(ticket, ROOM, Role.WORKER, NOW)).isFalse();
        assertThatThrownBy(() -> tokens.decoder().decode(ticket)).isInstanceOf(JwtException.class);
        fixture.now = NOW.plusSeconds(7199);
        assertThat(tokens.isTicket(ticket, ROOM, PEER)).isTrue();
        fixture.now = NOW.plusSeconds(7201);
        assertThat(tokens.isTicket(ticket, ROOM, PEER)).isFalse();
    }

    @Test
    void noOtherAlgorithmAndNoOtherSecretCounts() throws Exception {
        assertThat(admits(signed(JWSAlgorithm.HS256, claims().build()), ROOM, Role.WORKER, NOW)).isTrue();
        assertThat(admits(signed(JWSAlgorithm.HS384, claims().build()), ROOM, Role.WORKER, NOW)).isFalse();
        assertThat(admits(new PlainJWT(claims().build()).serialize(), ROOM, Role.WORKER, NOW)).isFalse();
        var others = fixture.tokens(new byte[32]);
        assertThat(admits(others.issue(ROOM).text(), ROOM, Role.WORKER, NOW)).isFalse();
    }

    @Test
    void aTokenThatLacksSomethingIsNone() throws Exception {
        for (String missing : List.of("room", "role", "jti", "exp")) {
            var claims = new JWTClaimsSet.Builder();
            claims().build().getClaims().forEach((name, value) -> {
                if (!name.equals(missing)) claims.claim(name, value);
            });
            assertThat(admits(signed(JWSAlgorithm.HS256, claims.build()), ROOM, Role.WORKER, NOW)).as(missing)
                    .isFalse();
        }
        assertThat(admits(signed(JWSAlgorithm.HS256, claims().claim("role", "king").build()), ROOM, Role.WORKER, NOW))
                .isFalse();
        assertThat(admits(signed(JWSAlgorithm.HS256, claims().claim("room", "no room").build()), ROOM, Role.WORKER,
                NOW)).isFalse();
    }

    @Test
    void aMissingSecretIsMadeForItsOwnerAloneAndKept() throws Exception {
        Path file = folder.resolve("deeper/secret");
        SecretFile.Reading made = SecretFile.read(file, true, new SecureRandom());
        assertThat(made).isInstanceOf(SecretFile.Reading.Secret.class).asString().isEqualTo("Secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Files.readAllBytes(file)).hasSize(32);
        assertThat(SecretFile.read(file, false, new SecureRandom())).isEqualTo(made);
    }

    @Test
    void whereOthersCanConnectTheSecretMustBeThereAndLongEnough() throws Exception {
        Path file = folder.resolve("secret");
        assertThat(SecretFile.read(file, false, new SecureRandom())).isInstanceOfSatisfying(
                SecretFile.Reading.Missing.class, missing -> assertThat(missing.sentence()).contains("is missing"));
        Files.write(file, new byte[31]);
        assertThat(SecretFile.read(file, true, new SecureRandom())).isInstanceOfSatisfying(
                SecretFile.Reading.Missing.class, missing -> assertThat(missing.sentence()).contains("31 bytes"));
        Files.write(file, new byte[32]);
        assertThat(SecretFile.read(file, false, new SecureRandom())).isInstanceOf(SecretFile.Reading.Secret.class);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().jwtID("id").claim("room", "room").claim("role", "any")
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String signed(JWSAlgorithm algorithm, JWTClaimsSet claims) throws Exception {
        var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(new MACSigner(TokenFixture.SECRET));
        return jwt.serialize();
    }
}
