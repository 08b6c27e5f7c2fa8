package dev.roommesh.simulation;

import dev.roommesh.model.MeshMessage;
import dev.roommesh.protocol.Effect;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** A process that ends between two sends of one input's effects, so that some have heard of it and others have not. */
final class Dying {
    static final String CRASHED_MID_SEND = "CrashedMidSend";

    private Dying() {}

    /** As what it is counted that a process died before this. */
    static String of(Effect unsent) {
        return unsent instanceof Effect.Send send ? "DiedOf" + kind(send.message()) : "DiedOfOther";
    }

    /** The message's kind, whoever carries it. */
    static String kind(MeshMessage message) {
        MeshMessage meant = message instanceof MeshMessage.Forwarded carried ? carried.message() : message;
        return meant.getClass().getSimpleName();
    }

    /** How many effects are carried out before the process is dead; all, if it does not die of this input. */
    static int carriedOut(SimulatedWorker worker, List<Effect> effects, Random random) {
        Predicate<Effect> deadly = worker.diesWithin;
        if (deadly == null) return effects.size();
        int first = -1;
        int last = -1;
        for (int i = 0; i < effects.size(); i++) {
            if (!deadly.test(effects.get(i))) continue;
            if (first < 0) first = i;
            last = i;
        }
        if (first < 0 || first == last) return effects.size();
        // From none of them to all but the last.
        worker.diesWithin = null;
        return first + random.nextInt(last - first + 1);
    }
}
