package dev.roommesh.benchmarks.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PictureTest {
    private static final List<String> ROOM = List.of("ana", "ben", "cleo");

    private final Map<String, Sight> sights = new HashMap<>();

    PictureTest() {
        ROOM.forEach(worker -> sights.put(worker, Sights.whole(worker, "cleo", 7, ROOM)));
    }

    @Test
    void aWholeRoomIsWholeAndHasOneAdmin() {
        assertThat(picture().isWhole(ROOM)).isTrue();
        assertThat(picture().isOneRoom(ROOM)).isTrue();
        assertThat(picture().actingAdmin(ROOM)).contains("cleo");
    }

    @Test
    void anAdminThatOneDoesNotFollowIsNotYetTheAdmin() {
        sights.put("ana", Sights.whole("ana", "ben", 8, ROOM));
        assertThat(picture().actingAdmin(ROOM)).isEmpty();
        assertThat(picture().isOneRoom(ROOM)).isFalse();
    }

    @Test
    void anAdminThatDoesNotActIsNone() {
        Sight cleo = Sights.whole("cleo", "cleo", 7, ROOM);
        sights.put("cleo", new Sight(cleo.peerId(), cleo.mode(), cleo.adminPeerId(), 7, false, 2, cleo.links(),
                cleo.roster(), cleo.workers(), 1));
        assertThat(picture().actingAdmin(ROOM)).isEmpty();
    }

    @Test
    void aDeadAdminWhomAllStillNameIsNone() {
        assertThat(picture().actingAdmin(List.of("ana", "ben"))).isEmpty();
    }

    @Test
    void aSilentWorkerKeepsTheRoomFromBeingWhole() {
        sights.remove("ana");
        assertThat(picture().isWhole(ROOM)).isFalse();
        assertThat(picture().actingAdmin(ROOM)).isEmpty();
        assertThat(picture().allInMode(ROOM, Set.of(Mode.NORMAL))).isFalse();
        assertThat(picture().isHiddenFrom(ROOM, "dora")).isFalse();
    }

    @Test
    void aLinkThatOneEndDoesNotHearLeavesOneRoomThatIsNotWhole() {
        Sight ana = Sights.whole("ana", "cleo", 7, ROOM);
        var links = List.of(ana.links().getFirst(),
                new Sight.Link(new PeerId("cleo"), "open", "", true, false));
        sights.put("ana", new Sight(ana.peerId(), ana.mode(), ana.adminPeerId(), 7, false, 2, links, ana.roster(),
                ana.workers(), 1));
        assertThat(picture().isOneRoom(ROOM)).isTrue();
        assertThat(picture().isWhole(ROOM)).isFalse();
    }

    @Test
    void twoThatActAreNotOneRoom() {
        sights.put("dora", Sights.whole("dora", "dora", 8, ROOM));
        assertThat(picture().isOneRoom(ROOM)).isFalse();
    }

    @Test
    void isHiddenOnceNobodyShowsIt() {
        List<String> rest = List.of("ana", "cleo");
        assertThat(picture().isHiddenFrom(rest, "ben")).isFalse();
        sights.put("ana", Sights.whole("ana", "cleo", 7, rest));
        assertThat(picture().isHiddenFrom(rest, "ben")).isFalse();
        sights.put("cleo", Sights.whole("cleo", "cleo", 7, rest));
        assertThat(picture().isHiddenFrom(rest, "ben")).isTrue();
    }

    @Test
    void onlyTheAdminInItsOfficeAnswersAsAdmin() {
        assertThat(answered(Source.ADMIN, "cleo").isAnsweredBy("cleo")).isTrue();
        assertThat(answered(Source.MEMBER, "cleo").isAnsweredBy("cleo")).isFalse();
        assertThat(answered(Source.ADMIN, "ben").isAnsweredBy("cleo")).isFalse();
        assertThat(picture().isAnsweredBy("cleo")).isFalse();
    }

    private Picture answered(Source source, String admin) {
        return new Picture(sights, new Picture.Answer(source, new PeerId(admin), Mode.NORMAL, false));
    }

    private Picture picture() {
        return new Picture(sights, null);
    }
}
