package dev.roommesh.system;

import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.watch.RoomPicture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A full room as somebody may tell of it, with every status and every state of a link. */
final class TenWorkers {
    private TenWorkers() {}

    /** All but four of them are open. */
    static List<MeshLink> links() {
        List<MeshLink> links = new ArrayList<>();
        for (int a = 0; a < 10; a++)
            for (int b = a + 1; b < 10; b++)
                links.add(new MeshLink(gpu(a), gpu(b), state(a, b)));
        return links;
    }

    private static MeshLink.State state(int a, int b) {
        return switch (10 * a + b) {
            case 1, 12 -> MeshLink.State.OFFERING;
            case 49 -> MeshLink.State.WAITING;
            case 78 -> MeshLink.State.MISSING;
            default -> MeshLink.State.OPEN;
        };
    }

    private static PeerId gpu(int number) {
        return new PeerId("gpu-" + number);
    }

    static RoomPicture readOnly(List<MeshLink> links) {
        return RoomPicture.of(picture(links).workers().values(), null, 0, Instant.now(), true, Source.MEMBER,
                Mode.READ_ONLY).linked(links);
    }

    static RoomPicture picture(List<MeshLink> links) {
        List<WorkerEntry> workers = new ArrayList<>();
        WorkerStatus[] statuses = WorkerStatus.values();
        for (int i = 0; i < 10; i++) {
            WorkerStatus status = statuses[i % statuses.length];
            Profile profile = Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(8_192L * (i + 1)))
                    .with(Profile.GPU_MODEL, PropertyValue.of(i % 2 == 0 ? "NVIDIA H100" : "NVIDIA RTX A6000"))
                    .withStatus(status).withTags(List.of("lab-" + i % 3, "cuda-12"));
            if (status == WorkerStatus.RESERVED)
                profile = profile.with(Profile.RESERVED_BY, PropertyValue.of("client-of-ana"));
            if (status == WorkerStatus.BUSY)
                profile = profile.with("current_job", PropertyValue.of("train.py --model base --epochs 40"));
            workers.add(WorkerEntry.of(gpu(i), profile));
        }
        return RoomPicture.of(workers, gpu(9), 1_795_000_000L, Instant.now(), false, Source.ADMIN, Mode.NORMAL)
                .linked(links);
    }
}
