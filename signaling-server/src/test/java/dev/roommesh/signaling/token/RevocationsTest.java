package dev.roommesh.signaling.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.state.StateFile;
import dev.roommesh.signaling.token.Revocations.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RevocationsTest {
    private static final RoomId ROOM = new RoomId("room");

    private final TokenFixture fixture = new TokenFixture();
    private final Revocations revocations = fixture.revocations;

    @TempDir
    private Path folder;

    @Test
    void whatCannotBeKeptDoesNotCount() {
        List<Revocation> heard = new ArrayList<>();
        revocations.listen(heard::add);
        fixture.keeps = false;
        assertThat(revocations.revoke(ROOM, "id")).isEqualTo(Outcome.NOT_KEPT);
        assertThat(revocations.isRevoked(ROOM, "id")).isFalse();
        fixture.keeps = true;
        assertThat(revocations.revoke(ROOM, "id")).isEqualTo(Outcome.REVOKED);
        assertThat(revocations.revoke(ROOM, "id")).as("again").isEqualTo(Outcome.REVOKED);
        assertThat(fixture.kept).hasSize(1);
        assertThat(heard).isEqualTo(fixture.kept);
    }

    @Test
    void eachIsRememberedUntilItsTokenHasExpired() {
        revocations.revoke(ROOM, "old");
        fixture.now = fixture.now.plus(RoomTokens.LIFETIME_MAX).plus(Duration.ofSeconds(1));
        revocations.revoke(ROOM, "new");
        assertThat(revocations.isRevoked(ROOM, "old")).isFalse();
        assertThat(revocations.all()).singleElement().extracting(Revocation::tokenId).isEqualTo("new");
        revocations.learn(List.of(new Revocation(ROOM, "over", fixture.now.minusSeconds(1))));
        assertThat(revocations.isRevoked(ROOM, "over")).isFalse();
    }

    @Test
    void thereCanBeSoManyAndNoMore() {
        revocations.learn(IntStream.range(0, Revocations.REVOCATIONS_MAX - 1)
                .mapToObj(i -> new Revocation(ROOM, "t" + i, fixture.now.plusSeconds(60))).toList());
        assertThat(revocations.revoke(ROOM, "last")).isEqualTo(Outcome.REVOKED);
        assertThat(revocations.revoke(ROOM, "over")).isEqualTo(Outcome.TOO_MANY);
        assertThat(revocations.endRoom(ROOM)).isEqualTo(Outcome.TOO_MANY);
        fixture.now = fixture.now.plusSeconds(61);
        assertThat(revocations.revoke(ROOM, "over")).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void ofARoomThatIsEndedAgainTheLastEndingIsKept() {
        List<Revocation> heard = new ArrayList<>();
        revocations.listen(heard::add);
        assertThat(revocations.endRoom(ROOM)).isEqualTo(Outcome.REVOKED);
        long first = revocations.endingOf(ROOM);
        assertThat(revocations.endRoom(ROOM)).as("in the same second").isEqualTo(Outcome.REVOKED);
        assertThat(revocations.endingOf(ROOM)).isEqualTo(first + 1);
        assertThat(revocations.all()).hasSize(1);
        assertThat(heard).hasSize(2);
        revocations.learn(List.of(Revocation.ofRoom(ROOM, first)));
        assertThat(revocations.endingOf(ROOM)).as("another server's, and older").isEqualTo(first + 1);
        assertThat(heard).hasSize(2);
        assertThat(revocations.endingOf(new RoomId("other"))).isZero();
    }

    @Test
    void anEndingIsRememberedUntilNoTokenOfBeforeCanBeValid() {
        revocations.endRoom(ROOM);
        long first = revocations.endingOf(ROOM);
        fixture.now = fixture.now.plus(RoomTokens.LIFETIME_MAX).plusSeconds(1);
        revocations.revoke(ROOM, "id");
        assertThat(revocations.endingOf(ROOM)).isZero();
        revocations.endRoom(ROOM);
        assertThat(revocations.endingOf(ROOM)).as("of tokens that were given after the first").isGreaterThan(first);
    }

    @Test
    void anIdThatIsNoneIsNotRevoked() {
        for (String id : List.of("", "a b", "x\ny", Revocation.ALL, "a".repeat(RoomToken.ID_CHARS_MAX + 1)))
            assertThatIllegalArgumentException().isThrownBy(() -> revocations.revoke(ROOM, id));
        assertThat(revocations.revoke(ROOM, "a".repeat(RoomToken.ID_CHARS_MAX))).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void theFileOutlivesTheServer() throws Exception {
        Path path = folder.resolve("deeper/revoked-tokens");
        var file = new RevocationFile(new StateFile(path));
        assertThat(file.read()).isEmpty();
        var before = new Revocations(file, () -> fixture.now);
        before.revoke(ROOM, "first");
        before.revoke(ROOM, "second");
        before.endRoom(ROOM);
        before.endRoom(ROOM);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");

        var after = new Revocations(file, () -> fixture.now);
        after.learn(new RevocationFile(new StateFile(path)).read());
        assertThat(after.isRevoked(ROOM, "first")).isTrue();
        assertThat(after.isRevoked(ROOM, "second")).isTrue();
        assertThat(after.endingOf(ROOM)).isEqualTo(before.endingOf(ROOM)).isPositive();
        assertThat(Files.readAllLines(path)).hasSize(3);
    }

    @Test
    void aFileThatCannotBeWrittenKeepsNothing() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        var blockedByAFile = new RevocationFile(new StateFile(blocked.resolve("revoked-tokens")));
        assertThat(new Revocations(blockedByAFile, () -> fixture.now).revoke(ROOM, "id")).isEqualTo(Outcome.NOT_KEPT);
    }

    @Test
    void aFolderThatIsNoneIsSaidAtTheStart() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new RevocationFile(new StateFile(blocked.resolve("revoked-tokens"))).read())
                .isInstanceOf(StateFile.Unreadable.class).hasMessageContaining("--roommesh.state-folder=PATH");
    }

    @Test
    void aDamagedLineIsNotPassedOver() throws Exception {
        Path path = Files.writeString(folder.resolve("revoked-tokens"), "room id 4102444800\nroom id\n");
        assertThatThrownBy(() -> new RevocationFile(new StateFile(path)).read())
                .isInstanceOf(StateFile.Unreadable.class).hasMessageContaining("has a line that is none");
    }
}
