package dev.roommesh.simulation;

import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change of a simulated document: an entry, or else the admin's part.
 *
 * @param clock Lamport's, above all that the writer held
 * @param deps what the writer held beside what its previous change says
 */
record SimulatedChange(String actor, long seq, long clock, Map<String, Long> deps, @Nullable WorkerEntry entry,
        @Nullable AdminRecord admin) {}
