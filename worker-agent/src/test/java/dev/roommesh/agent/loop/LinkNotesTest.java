package dev.roommesh.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.MeshCodec;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkNotesTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final LinkAttempt FIRST = new LinkAttempt(1, 1);
    private static final Input TICK = new Input.Tick();

    private final AgentLoop loop = new AgentLoop(new SteadyClock());
    private final List<LinkAttempt> closed = new ArrayList<>();
    private final LinkNotes notes = new LinkNotes(loop, (_, attempt) -> closed.add(attempt));

    @Test
    void whatHappensToALinkIsNotedInOrder() throws InterruptedException {
        var signal = new LinkSignal.Offer(FIRST, "v=0");
        var probe = new MeshMessage.Probe(5);
        notes.localSignal(ANA, signal);
        notes.opened(ANA, FIRST);
        notes.received(ANA, FIRST, new MeshCodec().encode(probe));
        notes.suspected(ANA, FIRST);
        notes.wornOut(ANA, FIRST);
        notes.closed(ANA, FIRST, "gone");
        assertThat(loop.next(0)).isEqualTo(new Input.LocalSignal(ANA, signal));
        assertThat(loop.next(0)).isEqualTo(new Input.LinkOpened(ANA, FIRST));
        assertThat(loop.next(0)).isEqualTo(new Input.Received(ANA, FIRST, probe));
        assertThat(loop.next(0)).isEqualTo(new Input.LinkSuspected(ANA, FIRST));
        assertThat(loop.next(0)).isEqualTo(new Input.LinkWornOut(ANA, FIRST));
        assertThat(loop.next(0)).isEqualTo(new Input.LinkClosed(ANA, FIRST, "gone"));
        assertThat(closed).isEmpty();
    }

    @Test
    void aFrameThatCannotBeReadIsABadFrame() throws InterruptedException {
        notes.received(ANA, FIRST, new byte[]{1, 2, 3});
        assertThat(loop.next(0)).isInstanceOfSatisfying(Input.BadFrame.class, bad -> {
            assertThat(bad.peer()).isEqualTo(ANA);
            assertThat(bad.attempt()).isEqualTo(FIRST);
            assertThat(bad.why()).isNotBlank();
        });
    }

    @Test
    void aFrameThatFindsNoRoomClosesItsLinkAndTheMemberHears() throws InterruptedException {
        fill();
        notes.received(ANA, FIRST, new MeshCodec().encode(new MeshMessage.Probe(5)));
        assertThat(closed).containsExactly(FIRST);
        assertThat(loop.next(0)).isInstanceOfSatisfying(Input.LinkClosed.class,
                lost -> assertThat(lost.attempt()).isEqualTo(FIRST));
    }

    @Test
    void anOpeningThatFindsNoRoomClosesItsLinkAndTheMemberHears() throws InterruptedException {
        fill();
        notes.opened(ANA, FIRST);
        assertThat(closed).containsExactly(FIRST);
        assertThat(loop.next(0)).isInstanceOf(Input.LinkClosed.class);
    }

    @Test
    void aHintOrASignalThatFindsNoRoomIsPassedOver() throws InterruptedException {
        fill();
        notes.suspected(ANA, FIRST);
        notes.wornOut(ANA, FIRST);
        notes.localSignal(ANA, new LinkSignal.DialMe());
        assertThat(closed).isEmpty();
        assertThat(loop.next(0)).isEqualTo(TICK);
    }

    private void fill() {
        while (loop.offer(TICK)) {
            // Until it is full.
        }
    }
}
