package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * What one worker's process holds, just after a garbage collection, and what it has done since its start.
 *
 * @param held by messages received over links
 * @param links open now
 * @param linksMade since its start
 * @param changes that its document holds
 */
record Vitals(Footprint held, double links, double linksMade, double changes) {
    /** @param base of the worker's local HTTP */
    static Vitals of(long pid, URI base, HttpClient http) {
        try {
            GarbageCollection.in(pid);
            Scrape scrape = Scrape.of(base, http);
            Footprint held = Footprint.of(pid, scrape.sum("roommesh_room_messages_received_total", ""),
                    scrape.sum("jvm_memory_used_bytes", "area=\"heap\""));
            return new Vitals(held, scrape.sum("roommesh_room_links", "state=\"open\""),
                    scrape.sum("roommesh_room_conclusions_total", "kind=\"link_up\""),
                    scrape.sum("roommesh_room_document_changes", ""));
        } catch (IOException gone) {
            throw new BenchFailure("A worker that should live on does not answer: " + gone.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }

    double messages() {
        return held.done();
    }

    /** How many links are open now; nothing is collected. */
    static double linksOpen(URI base, HttpClient http) {
        try {
            return Scrape.of(base, http).sum("roommesh_room_links", "state=\"open\"");
        } catch (IOException gone) {
            throw new BenchFailure("A worker that should live on does not answer: " + gone.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }
}
