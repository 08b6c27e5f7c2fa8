package dev.roommesh.agent.operation;

import dev.roommesh.agent.automerge.AutomergeRoomDocument;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.VersionVector;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Size of the room's document, and what became of changes of others, for Prometheus. */
final class DocumentMetrics {
    private final AtomicLong bytes = new AtomicLong();
    private final Counter merged;
    private final Counter missing;
    private final Counter refused;

    DocumentMetrics(MeterRegistry registry) {
        merged = merges(registry, "merged");
        missing = merges(registry, "missing");
        refused = merges(registry, "refused");
        Gauge.builder("roommesh.room.document.bytes", bytes, AtomicLong::get)
                .description("Base and changes of the document's epoch").baseUnit("bytes").register(registry);
    }

    private static Counter merges(MeterRegistry registry, String outcome) {
        return Counter.builder("roommesh.room.merges").tag("outcome", outcome)
                .description("Messages with changes of others").register(registry);
    }

    /** The same document, which is looked at after each change; on its own thread, as all that is done with it. */
    RoomDocument measured(AutomergeRoomDocument document) {
        var measured = new Measured(document);
        measured.look();
        return measured;
    }

    private final class Measured implements RoomDocument {
        private final AutomergeRoomDocument document;

        Measured(AutomergeRoomDocument document) {
            this.document = document;
        }

        void look() {
            bytes.set(document.bytes());
        }

        private <T> T looked(T outcome) {
            look();
            return outcome;
        }

        @Override
        public Epoch epoch() {
            return document.epoch();
        }

        @Override
        public VersionVector vector() {
            return document.vector();
        }

        @Override
        public DocumentContent content() {
            return document.content();
        }

        @Override
        public List<Bytes> putOwn(Profile profile, long revision) {
            return looked(document.putOwn(profile, revision));
        }

        @Override
        public List<Bytes> putAdmin(AdminRecord record) {
            return looked(document.putAdmin(record));
        }

        @Override
        public Merge merge(PeerId from, List<Bytes> changes) {
            Merge merge = looked(document.merge(from, changes));
            switch (merge) {
                case Merge.Merged _ -> merged.increment();
                case Merge.Missing _ -> missing.increment();
                case Merge.Refused _ -> refused.increment();
            }
            return merge;
        }

        @Override
        public List<Bytes> since(VersionVector vector, int bytesMax) {
            return document.since(vector, bytesMax);
        }

        @Override
        public Bytes base() {
            return document.base();
        }

        @Override
        public Epoch roll(long term, Set<PeerId> keep) {
            return looked(document.roll(term, keep));
        }

        @Override
        public Optional<String> adopt(Epoch better, Bytes base) {
            return looked(document.adopt(better, base));
        }
    }
}
