package dev.roommesh.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScrapeTest {
    private static final Scrape SCRAPE = new Scrape("""
            # HELP jvm_memory_used_bytes The amount of used memory
            # TYPE jvm_memory_used_bytes gauge
            jvm_memory_used_bytes{area="heap",id="Eden Space"} 1048576.0
            jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.097152E7
            jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 5.0E7
            roommesh_room_messages_received_total 42.0
            """);

    @Test
    void theSeriesWithTheLabelAreAddedUp() {
        assertThat(SCRAPE.sum("jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(21 * 1024 * 1024);
    }

    @Test
    void aSeriesWithoutLabelsIsRead() {
        assertThat(SCRAPE.sum("roommesh_room_messages_received_total", "")).isEqualTo(42);
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertThat(SCRAPE.sum("roommesh_room_messages", "")).isZero();
    }
}
