package dev.roommesh.agent.operation;

import dev.roommesh.agent.webrtc.WebRtcLinks;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.protocol.Timing;
import dev.roommesh.webrtc.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a worker is told at its start.
 *
 * @param server base address of the signaling server
 * @param room which room
 * @param token of the room
 * @param name the worker's peer id, unique in its room; made from the host's name where none is given
 * @param gpuMemoryMb the GPU's memory in MiB; asked of {@code nvidia-smi} where none is given
 * @param gpuModel the GPU's name; asked of {@code nvidia-smi} where none is given
 * @param tags what clients may look for
 * @param heartbeatInterval between two heartbeats; halving it doubles idle traffic
 * @param portMin the first UDP port that links may use; any where 0
 * @param portMax the last
 * @param transportMessagesMax messages received after which the links are made anew; the WebRTC library keeps 88 bytes of
 *         each until then
 * @param oldClients whether clients of 2025 may have this worker: one at a time, as long as it holds its data channel
 */
@ConfigurationProperties("roommesh.worker")
public record WorkerProperties(@DefaultValue("") String server, @DefaultValue("") String room,
        @DefaultValue("") String token, @Nullable String name,
        @Nullable Long gpuMemoryMb, @Nullable String gpuModel, @DefaultValue("roommesh") List<String> tags,
        @DefaultValue("1s") Duration heartbeatInterval, @DefaultValue("0") int portMin,
        @DefaultValue("0") int portMax,
        @DefaultValue("" + WebRtcLinks.MESSAGES_MAX_DEFAULT) long transportMessagesMax,
        @DefaultValue("true") boolean oldClients) {
    /** @throws IllegalArgumentException with one sentence that names the option */
    public WorkerProperties {
        if (name != null) requireName(name);
        if (gpuMemoryMb != null && (gpuMemoryMb < 0 || gpuMemoryMb > Limits.GPU_MEMORY_MB_MAX)) {
            throw new IllegalArgumentException("--gpu-memory-mb is 0 to " + Limits.GPU_MEMORY_MB_MAX + " MiB.");
        }
        if (transportMessagesMax < WebRtcLinks.MESSAGES_MAX_LEAST
                || transportMessagesMax > WebRtcLinks.MESSAGES_MAX_MOST) {
            throw new IllegalArgumentException("roommesh.worker.transport-messages-max is "
                    + WebRtcLinks.MESSAGES_MAX_LEAST + " to " + WebRtcLinks.MESSAGES_MAX_MOST + ".");
        }
        tags = List.copyOf(tags);
        var _ = ConnectionFacts.of(server, room, token);
        var _ = Timing.of(heartbeatInterval);
        var _ = new PortRange(portMin, portMax);
        var _ = Profile.EMPTY.withTags(tags);
        if (gpuModel != null) {
            var _ = PropertyValue.of(gpuModel);
        }
    }

    ConnectionFacts connection() {
        return ConnectionFacts.of(server, room, token);
    }

    PortRange ports() {
        return new PortRange(portMin, portMax);
    }

    Optional<PeerId> peer() {
        return Optional.ofNullable(name).map(PeerId::new);
    }

    private static void requireName(String name) {
        try {
            var _ = new PeerId(name);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("--name is not a peer id: " + bad.getMessage() + ".", bad);
        }
    }

    /** The token never reaches a log. */
    @Override
    public String toString() {
        return "WorkerProperties[" + name + " in " + room + " at " + server + "]";
    }
}
