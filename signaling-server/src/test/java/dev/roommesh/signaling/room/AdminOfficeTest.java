package dev.roommesh.signaling.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import org.junit.jupiter.api.Test;

final class AdminOfficeTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");

    @Test
    void theHighestTermWinsAndWithinATermTheFirstReportStands() {
        AdminOffice office = AdminOffice.NONE.reported(ANA, 3);
        assertThat(office.reported(BEN, 2)).isEqualTo(office);
        assertThat(office.reported(BEN, 3)).isEqualTo(office);
        assertThat(office.reported(BEN, 4).admin()).contains(BEN);
        assertThat(AdminOffice.NONE.reported(ANA, 0).admin()).as("term 0 is no term").isEmpty();
    }

    @Test
    void anAdminThatLeavesTakesTheOfficeWithItButNotTheTerm() {
        AdminOffice vacant = AdminOffice.NONE.reported(ANA, 3).without(ANA);
        assertThat(vacant.admin()).isEmpty();
        assertThat(vacant.term()).isEqualTo(3);
        assertThat(vacant.reported(BEN, 3).admin()).isEmpty();
        assertThat(vacant.reported(ANA, 3).admin()).as("it came back").contains(ANA);
        assertThat(vacant.reported(BEN, 4).admin()).contains(BEN);
        assertThat(vacant.without(BEN)).isEqualTo(vacant);
    }
}
