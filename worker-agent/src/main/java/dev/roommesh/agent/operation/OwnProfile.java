package dev.roommesh.agent.operation;

import dev.roommesh.model.JobId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this worker says of itself now. Safe for use by many threads; whoever changes it is heard in order. */
public final class OwnProfile {
    private static final Logger LOG = LoggerFactory.getLogger(OwnProfile.class);

    private final AtomicReference<Profile> profile;
    private volatile Consumer<Profile> listener = _ -> {};
    /** What a person made of it; a job hides it while it runs. */
    private WorkerStatus standing;

    public OwnProfile(Profile first) {
        this.profile = new AtomicReference<>(first);
        this.standing = first.status();
    }

    static OwnProfile of(WorkerProperties properties) {
        var gpu = properties.gpuMemoryMb() == null ? GpuFacts.ofMachine() : Optional.<GpuFacts>empty();
        long memory = properties.gpuMemoryMb() != null
                ? properties.gpuMemoryMb()
                : gpu.map(GpuFacts::memoryMb).orElse(0L);
        if (memory == 0) {
            LOG.warn("No GPU was found: clients that ask for GPU memory will not find this worker. Give it with"
                    + " --gpu-memory-mb.");
        }
        String model = properties.gpuModel() != null
                ? properties.gpuModel()
                : gpu.map(GpuFacts::model).orElse("unknown");
        return new OwnProfile(Profile.EMPTY.withTags(properties.tags())
                .with(Profile.GPU_MEMORY_MB, PropertyValue.of(memory)).with(Profile.GPU_MODEL, PropertyValue.of(model))
                .with("gpu_count", PropertyValue.of((long) gpu.map(GpuFacts::count).orElse(memory > 0 ? 1 : 0)))
                .with(Profile.HOSTNAME, PropertyValue.of(hostname())).withStatus(WorkerStatus.AVAILABLE));
    }

    static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    public Profile get() {
        return profile.get();
    }

    public WorkerStatus status() {
        return get().status();
    }

    /** What a person makes of this worker; shown once no job runs. */
    public synchronized void setStatus(WorkerStatus status) {
        standing = status;
        if (!get().properties().containsKey(Profile.CURRENT_JOB)) change(get().withStatus(status));
    }

    /** It is busy with a job. */
    synchronized void busy(JobId job, String command) {
        change(get().withStatus(WorkerStatus.BUSY).with(Profile.CURRENT_JOB, new PropertyValue.Fields(
                Map.of("id", PropertyValue.of(job.value()), "command", PropertyValue.of(command)))));
    }

    /** It is not any more. */
    synchronized void idle() {
        change(get().without(Profile.CURRENT_JOB).withStatus(standing));
    }

    private void change(Profile changed) {
        profile.set(changed);
        listener.accept(changed);
    }

    synchronized void listen(Consumer<Profile> changes) {
        listener = changes;
    }
}
