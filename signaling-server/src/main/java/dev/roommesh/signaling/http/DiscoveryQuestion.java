package dev.roommesh.signaling.http;

import dev.roommesh.model.Filters;
import dev.roommesh.model.Limits;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * What a client asks by HTTP, as {@code query_workers} has it.
 *
 * @param filters every worker where null
 * @param limit as many as an answer holds where null
 * @param roomId where it is given, the token must be for this room
 */
record DiscoveryQuestion(@Nullable Filters filters, @Nullable Integer limit, @Nullable RoomId roomId) {
    /** Bytes of a body: as much as the same question may have on a socket. */
    static final int BODY_BYTES_MAX = Limits.SIGNAL_FRAME_BYTES_MAX;

    DiscoveryQuestion {
        if (limit != null && (limit < 1 || limit > Limits.ANSWER_WORKERS_MAX))
            throw new IllegalArgumentException("limit is 1 to " + Limits.ANSWER_WORKERS_MAX);
    }

    /** What became of the parameters of an address. */
    sealed interface Read {
        record Question(DiscoveryQuestion question) implements Read {}

        /** @param sentence with the remedy */
        record Wrong(String sentence) implements Read {}
    }

    /** {@code status}, {@code min_gpu_memory_mb}, {@code limit}, {@code room_id} once, {@code tag} or {@code tags} again and again. */
    static Read of(MultiValueMap<String, String> parameters) {
        List<String> tags = new ArrayList<>(parameters.getOrDefault("tag", List.of()));
        tags.addAll(parameters.getOrDefault("tags", List.of()));
        String word = parameters.getFirst("status");
        WorkerStatus status = word == null ? null : WorkerStatus.ofWord(word).orElse(null);
        if (word != null && status == null)
            return new Read.Wrong("status is available, busy, reserved or maintenance.");
        try {
            String memory = parameters.getFirst("min_gpu_memory_mb");
            String limit = parameters.getFirst("limit");
            String room = parameters.getFirst("room_id");
            var filters = new Filters(status, memory == null ? null : Long.valueOf(memory), tags, Map.of());
            return new Read.Question(new DiscoveryQuestion(filters, limit == null ? null : Integer.valueOf(limit),
                    room == null ? null : new RoomId(room)));
        } catch (NumberFormatException noNumber) {
            return new Read.Wrong("min_gpu_memory_mb and limit are whole numbers.");
        } catch (IllegalArgumentException beyondLimits) {
            return new Read.Wrong(beyondLimits.getMessage() + ".");
        }
    }
}
