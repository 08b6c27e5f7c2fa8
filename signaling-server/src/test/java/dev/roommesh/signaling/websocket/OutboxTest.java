package dev.roommesh.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

final class OutboxTest {
    private final Outbox outbox = new Outbox(10);

    @Test
    void bytesCountUntilTheyAreWritten() throws Exception {
        assertThat(outbox.put("12345")).isTrue();
        assertThat(outbox.put("\u00e9\u00e96")).as("five bytes in three characters").isTrue();
        assertThat(outbox.put("1")).isFalse();
        Outbox.Item first = outbox.take();
        assertThat(outbox.put("1")).as("taken, not yet written").isFalse();
        outbox.written(first);
        assertThat(outbox.put("12345")).isTrue();
        assertThat(outbox.put("1")).isFalse();
    }

    @Test
    void whatIsPutComesInItsOrderAndTheCloseIsTheLast() throws Exception {
        outbox.put("1");
        outbox.ping();
        outbox.ping();
        outbox.put("2");
        outbox.close(CloseStatus.NORMAL);
        outbox.close(CloseStatus.SERVER_ERROR);
        assertThat(outbox.put("3")).isTrue();
        assertThat(outbox.take()).isEqualTo(new Outbox.Item.Text("1", 1));
        assertThat(outbox.take()).as("one ping at most").isEqualTo(new Outbox.Item.Ping());
        assertThat(outbox.take()).isEqualTo(new Outbox.Item.Text("2", 1));
        assertThat(outbox.take()).isEqualTo(new Outbox.Item.Close(CloseStatus.NORMAL));
    }
}
