package dev.roommesh.signaling.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoomTokensTest {
    private static final RoomId ROOM = new RoomId("room");
    private static final PeerId PEER = new PeerId("peer");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef".getBytes(
            StandardCharsets.US_ASCII);

    private final RoomTokens tokens = new RoomTokens(Bytes.copyOf(SECRET), Duration.ofHours(1), Duration.ofHours(2));

    @TempDir
    private Path folder;

    @Test
    void aTokenAdmitsToItsRoomUntilItExpires() {
        String token = tokens.token(ROOM, NOW);
        assertThat(token).hasSizeLessThan(Limits.TOKEN_CHARS_MAX);
        assertThat(tokens.admits(token, ROOM, Role.WORKER, NOW.plusSeconds(3599))).isTrue();
        assertThat(tokens.admits(token, ROOM, Role.PEER, NOW)).isTrue();
        assertThat(tokens.admits(token, ROOM, Role.WORKER, NOW.plusSeconds(3600))).isFalse();
        assertThat(tokens.admits(token, new RoomId("other"), Role.WORKER, NOW)).isFalse();
        assertThat(tokens.admits(token.substring(0, token.length() - 4) + "AAAA", ROOM, Role.WORKER, NOW)).isFalse();
        assertThat(tokens.admits("", ROOM, Role.WORKER, NOW)).isFalse();
    }

    @Test
    void aTokenForOneRoleIsForThatRoleAlone() throws Exception {
        String token = signed(JWSAlgorithm.HS256, claims().claim("role", "client").build());
        assertThat(tokens.admits(token, ROOM, Role.CLIENT, NOW)).isTrue();
        assertThat(tokens.admits(token, ROOM, Role.PEER, NOW)).isTrue();
        assertThat(tokens.admits(token, ROOM, Role.WORKER, NOW)).isFalse();
    }

    @Test
    void aTicketIsForOnePeerAndIsNoToken() {
        String ticket = tokens.ticket(ROOM, PEER, NOW);
        assertThat(tokens.isTicket(ticket, ROOM, PEER, NOW.plusSeconds(7199))).isTrue();
        assertThat(tokens.isTicket(ticket, ROOM, PEER, NOW.plusSeconds(7200))).isFalse();
        assertThat(tokens.isTicket(ticket, ROOM, new PeerId("other"), NOW)).isFalse();
        assertThat(tokens.isTicket(ticket, new RoomId("other"), PEER, NOW)).isFalse();
        assertThat(tokens.isTicket(tokens.token(ROOM, NOW), ROOM, PEER, NOW)).isFalse();
        assertThat(tokens.admits(ticket, ROOM, Role.WORKER, NOW)).isFalse();
    }

    @Test
    void noOtherAlgorithmAndNoOtherSecretCounts() throws Exception {
        assertThat(tokens.admits(signed(JWSAlgorithm.HS256, claims().build()), ROOM, Role.WORKER, NOW)).isTrue();
        assertThat(tokens.admits(signed(JWSAlgorithm.HS384, claims().build()), ROOM, Role.WORKER, NOW)).isFalse();
        assertThat(tokens.admits(new PlainJWT(claims().build()).serialize(), ROOM, Role.WORKER, NOW)).isFalse();
        assertThat(tokens.admits(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder().claim("room", "room").build()),
                ROOM, Role.WORKER, NOW)).as("one that never expires").isFalse();
        var others = new RoomTokens(Bytes.copyOf(new byte[32]), Duration.ofHours(1), Duration.ofHours(1));
        assertThat(tokens.admits(others.token(ROOM, NOW), ROOM, Role.WORKER, NOW)).isFalse();
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
        return new JWTClaimsSet.Builder().claim("room", "room").expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String signed(JWSAlgorithm algorithm, JWTClaimsSet claims) throws Exception {
        var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(new MACSigner(SECRET));
        return jwt.serialize();
    }
}
