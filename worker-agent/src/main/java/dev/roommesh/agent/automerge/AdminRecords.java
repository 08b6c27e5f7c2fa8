package dev.roommesh.agent.automerge;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.document.AdminRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;

/**
 * Reads and writes {@code admins/<peer_id>}:
 * {@code {room_id, admin_peer_id, admin_term, version, roster {term, version, peers [{peer_id, gpu_memory_mb}]}}}.
 *
 * <p>Each admin has a record of its own, below its own id. Under one common key automerge would let one of two
 * concurrent admins win by its operation counter, whatever its term; so both stay, and every reader takes the highest
 * term. There are at most as many records as workers that held the office within the epoch, and, like a worker's entry,
 * each has one writer. A record is written as a whole, so that no reader finds a mixture of two.
 */
final class AdminRecords {
    /** Of several, the last one counts. */
    static final Comparator<AdminRecord> LEAST_FIRST = Comparator.comparingLong(AdminRecord::term)
            .thenComparing(record -> record.roster().at())
            .thenComparing(AdminRecord::admin, Comparator.reverseOrder());

    private static final String ROOM_ID = "room_id";
    private static final String ADMIN_PEER_ID = "admin_peer_id";
    private static final String ADMIN_TERM = "admin_term";
    private static final String VERSION = "version";
    private static final String ROSTER = "roster";
    private static final String TERM = "term";
    private static final String PEERS = "peers";
    private static final String PEER_ID = "peer_id";
    private static final String GPU_MEMORY_MB = "gpu_memory_mb";

    private AdminRecords() {}

    static void write(Transaction transaction, ObjectId admins, PeerId writer, RoomId room, AdminRecord record) {
        Map<String, PropertyValue> fields = new LinkedHashMap<>();
        fields.put(ROOM_ID, PropertyValue.of(room.value()));
        fields.put(ADMIN_PEER_ID, PropertyValue.of(record.admin().value()));
        fields.put(ADMIN_TERM, PropertyValue.of(record.term()));
        fields.put(VERSION, PropertyValue.of(record.roster().version()));
        fields.put(ROSTER, ofRoster(record.roster()));
        DocumentValues.put(transaction, admins, writer.value(), new PropertyValue.Fields(fields));
    }

    private static PropertyValue ofRoster(Roster roster) {
        List<PropertyValue> peers = new ArrayList<>();
        for (Candidate peer : roster.peers()) {
            Map<String, PropertyValue> fields = new LinkedHashMap<>();
            fields.put(PEER_ID, PropertyValue.of(peer.peerId().value()));
            fields.put(GPU_MEMORY_MB, PropertyValue.of(peer.gpuMemoryMb()));
            peers.add(new PropertyValue.Fields(fields));
        }
        Map<String, PropertyValue> fields = new LinkedHashMap<>();
        fields.put(TERM, PropertyValue.of(roster.term()));
        fields.put(VERSION, PropertyValue.of(roster.version()));
        fields.put(PEERS, new PropertyValue.Items(peers));
        return new PropertyValue.Fields(fields);
    }

    /** Nothing for what is no record. */
    static Optional<AdminRecord> read(Document document, AmValue value) {
        try {
            PropertyValue read = DocumentValues.read(document, value, 0);
            if (read == null) return Optional.empty();
            long term = whole(read, ADMIN_TERM);
            if (term < 0 || term > Limits.TERM_MAX) return Optional.empty();
            return Optional.of(new AdminRecord(new PeerId(text(read, ADMIN_PEER_ID)), term,
                    roster(field(read, ROSTER))));
        } catch (IllegalArgumentException noRecord) {
            return Optional.empty();
        }
    }

    private static Roster roster(PropertyValue value) {
        if (!(field(value, PEERS) instanceof PropertyValue.Items peers)) throw new IllegalArgumentException(PEERS);
        List<Candidate> candidates = new ArrayList<>();
        for (PropertyValue peer : peers.values()) {
            candidates.add(new Candidate(new PeerId(text(peer, PEER_ID)), whole(peer, GPU_MEMORY_MB)));
        }
        return new Roster(whole(value, TERM), whole(value, VERSION), candidates);
    }

    private static PropertyValue field(PropertyValue object, String name) {
        PropertyValue value = object instanceof PropertyValue.Fields fields ? fields.values().get(name) : null;
        if (value == null) throw new IllegalArgumentException("no " + name);
        return value;
    }

    private static String text(PropertyValue object, String name) {
        if (field(object, name) instanceof PropertyValue.Text text) return text.value();
        throw new IllegalArgumentException(name + " is no text");
    }

    private static long whole(PropertyValue object, String name) {
        if (field(object, name) instanceof PropertyValue.Whole whole) return whole.value();
        throw new IllegalArgumentException(name + " is no whole number");
    }
}
