package dev.roommesh.signaling.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AdminOfficeTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");

    @Test
    void theHighestTermWinsAndWithinATermTheFirstReportStands() {
        AdminOffice office = AdminOffice.NONE.reported(ANA, 3, NOW);
        assertThat(office.reported(BEN, 2, NOW)).isEqualTo(office);
        assertThat(office.reported(BEN, 3, NOW)).isEqualTo(office);
        assertThat(office.reported(BEN, 4, NOW).admin()).contains(BEN);
        assertThat(AdminOffice.NONE.reported(ANA, 0, NOW).admin()).as("term 0 is no term").isEmpty();
    }

    @Test
    void anAdminThatLeavesTakesTheOfficeWithItButNotTheTerm() {
        AdminOffice vacant = AdminOffice.NONE.reported(ANA, 3, NOW).without(ANA);
        assertThat(vacant.admin()).isEmpty();
        assertThat(vacant.term()).isEqualTo(3);
        assertThat(vacant.reported(BEN, 3, NOW).admin()).isEmpty();
        assertThat(vacant.reported(ANA, 3, NOW).admin()).as("it came back").contains(ANA);
        assertThat(vacant.reported(BEN, 4, NOW).admin()).contains(BEN);
        assertThat(vacant.without(BEN)).isEqualTo(vacant);
    }

    @Test
    void aTermThatNoClaimCanHaveMadeIsPassedOver() {
        long latest = NOW.getEpochSecond() + Limits.TERM_AHEAD_SECONDS_MAX;
        assertThat(AdminOffice.NONE.reported(ANA, latest + 1, NOW)).isEqualTo(AdminOffice.NONE);
        assertThat(AdminOffice.NONE.reported(ANA, latest, NOW).term()).isEqualTo(latest);
    }
}
