package dev.roommesh.protocol.document;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.VersionVector;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A replica of the room's document. Local and synchronous: no I/O, no clock, so the core calls it directly, and only
 * the thread that owns the core does.
 */
public interface RoomDocument {
    /** Which history this replica holds. */
    Epoch epoch();

    /** For each actor, how many of its changes this replica holds, without a gap. */
    VersionVector vector();

    /** What the document says now; immutable. */
    DocumentContent content();

    /**
     * Makes this worker's own entry say this.
     *
     * @param revision of the entry, {@link dev.roommesh.model.WorkerEntry#revision()}
     * @return the changes that do so, for every other replica; empty when it says so already
     */
    List<Bytes> putOwn(Profile profile, long revision);

    /**
     * Writes the admin's part. Only the acting admin does.
     *
     * @return the changes that do so, for every other replica; empty when it says so already
     */
    List<Bytes> putAdmin(AdminRecord record);

    /**
     * Takes changes in, in the given order, up to the first that cannot be taken. Safe to repeat: what is held already
     * is passed over. Bytes that are no change, or belong to nobody who may write them, do no harm.
     */
    Merge merge(PeerId from, List<Bytes> changes);

    /**
     * The changes that somebody with this vector lacks, in dependency order.
     *
     * @param bytesMax of all of them together; at least one is given if any is lacking
     */
    List<Bytes> since(VersionVector vector, int bytesMax);

    /** The one change that this history begins with; whoever holds an older history is given it. */
    Bytes base();

    /**
     * Begins a new history from what this replica says now, so that the old changes can be forgotten: its base holds
     * the entries of these workers and the admins' part, and is the same on every replica with the same content, room
     * and epoch number. This worker's own changes have a new actor from then on. Only the acting admin does it.
     *
     * @param term of the admin; the new epoch is {@code (term, epoch().number() + 1, hash of the base)}
     * @param keep whose entries go over to the new history
     * @return what is {@link #epoch()} from now on
     */
    Epoch roll(long term, Set<PeerId> keep);

    /**
     * Takes over a better history: its base in the place of all that this replica holds. What this worker wants its own
     * entry to say must be put again.
     *
     * @param better than {@link #epoch()}; its hash must be the base's
     * @return why the base is none, or not this epoch's, and then nothing has changed; empty when it was taken
     */
    Optional<String> adopt(Epoch better, Bytes base);
}
