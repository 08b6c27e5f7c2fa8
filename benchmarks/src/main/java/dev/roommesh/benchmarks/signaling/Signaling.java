package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.Cleanup;
import dev.roommesh.client.local.LocalFailure;
import java.util.List;

/** Measures one part after another. */
final class Signaling {
    private final Setting setting;

    Signaling(Setting setting) {
        this.setting = setting;
    }

    /** @return false when one of them could not be measured to its end */
    boolean run(List<Part> parts) {
        boolean isDone = true;
        for (Part part : parts) {
            if (Cleanup.isEnding()) return false;
            setting.progress().accept(part.name() + ": " + part.what());
            try {
                part.measure(setting);
            } catch (BenchFailure | LocalFailure failed) {
                if (Cleanup.isEnding()) return false;
                setting.progress().accept(part.name() + " was given up: " + failed.getMessage());
                isDone = false;
            }
        }
        return isDone;
    }
}
