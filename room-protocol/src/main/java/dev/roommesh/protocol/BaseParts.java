package dev.roommesh.protocol;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The base of an epoch on its way: cut into frames by one end, put together from one peer's frames by the other. */
final class BaseParts {
    private final Epoch epoch;
    private final @Nullable Bytes[] parts;

    private BaseParts(Epoch epoch, int count) {
        this.epoch = epoch;
        this.parts = new Bytes[count];
    }

    /** What is awaited once this part is there: more of the same base, or more of another one. */
    static BaseParts with(@Nullable BaseParts before, MeshMessage.Base part) {
        BaseParts all = before != null && before.epoch.equals(part.epoch()) && before.parts.length == part.parts()
                ? before
                : new BaseParts(part.epoch(), part.parts());
        all.parts[part.part()] = part.bytes();
        return all;
    }

    Optional<Bytes> whole() {
        var whole = new byte[0];
        for (Bytes part : parts) {
            if (part == null) return Optional.empty();
            whole = Arrays.copyOf(whole, whole.length + part.size());
            System.arraycopy(part.toArray(), 0, whole, whole.length - part.size(), part.size());
        }
        return Optional.of(Bytes.copyOf(whole));
    }

    /** @throws IllegalStateException for a base that is larger than {@link Limits#BASE_BYTES_MAX} */
    static List<MeshMessage> cut(Epoch epoch, Bytes base) {
        if (base.size() > Limits.BASE_BYTES_MAX) throw new IllegalStateException("a base of " + base.size() + " bytes");
        byte[] all = base.toArray();
        int count = Math.max(1, Math.ceilDiv(all.length, Limits.CHANGE_BYTES_MAX));
        List<MeshMessage> messages = new ArrayList<>(count);
        for (int part = 0; part < count; part++) {
            int from = part * Limits.CHANGE_BYTES_MAX;
            byte[] bytes = Arrays.copyOfRange(all, from, Math.min(all.length, from + Limits.CHANGE_BYTES_MAX));
            messages.add(new MeshMessage.Base(epoch, part, count, Bytes.copyOf(bytes)));
        }
        return messages;
    }
}
