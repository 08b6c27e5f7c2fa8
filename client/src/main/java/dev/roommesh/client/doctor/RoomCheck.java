package dev.roommesh.client.doctor;

import dev.roommesh.client.ClientFailure;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Mode;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** How one gets into the room, who answers, and what that is worth. */
final class RoomCheck {
    private static final String ENTRY = "entry";
    private static final String ROOM = "room";
    private static final String WORKERS = "workers";

    private RoomCheck() {}

    static Finding refused(RoomClientException why) {
        ClientFailure failure = why.failure();
        boolean passes = failure instanceof ClientFailure.Refused(ErrorCode code, _)
                && (code == ErrorCode.RETRY_LATER || code == ErrorCode.RATE_LIMITED);
        return passes
                ? Finding.warning(ENTRY, failure.sentence(), "Try again in half a minute.")
                : Finding.failure(ENTRY, failure.sentence(), "See the lines above, and docs/PROTOCOL.md for the code.");
    }

    static List<Finding> of(RoomClient client, Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(client.peerId().isPresent()
                ? Finding.ok(ENTRY, "The server lets this client in over a WebSocket.")
                : Finding.warning(ENTRY, "Something on the way lets no WebSocket through; questions go over HTTP.",
                        "Let WebSockets to the server through: watching and reserving need one."));
        try {
            WorkerAnswer answer = client.discover(WorkerQuery.ALL).join();
            findings.add(room(answer, now));
            findings.add(workers(answer));
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof RoomClientException known)) throw failed;
            findings.add(Finding.failure(ROOM, known.failure().sentence(), "Look at the logs of the workers."));
        }
        return findings;
    }

    private static Finding room(WorkerAnswer answer, Instant now) {
        String who = answer.source() == Source.REGISTRATIONS
                ? "The server answers from what workers registered"
                : "The " + answer.source().word() + " answers";
        String admin = answer.adminPeerId() == null
                ? "there is no admin"
                : "the admin is " + answer.adminPeerId() + " (term " + answer.adminTerm() + ")";
        String sentence = who + "; the mode is " + answer.mode().word() + ", and " + admin + ".";
        if (answer.stale())
            return Finding.failure(ROOM,
                    sentence + " The state is " + age(answer, now) + " old and may be out of date.",
                    answer.mode() == Mode.READ_ONLY
                            ? "Less than half of the room reach one another: start the others, or mend the network"
                                    + " between them. Until then nothing is admitted or reserved."
                            : "Wait until an admin is elected, or look at the logs of the workers.");
        return switch (answer.mode()) {
            case NORMAL -> Finding.ok(ROOM, sentence);
            case CARETAKER -> Finding.warning(ROOM, sentence,
                    "Most members are gone. The room answers, and admits nobody until they are back or forgotten,"
                            + " 2 minutes after they died.");
            case FORMING, READ_ONLY -> answer.source() == Source.REGISTRATIONS
                    ? Finding.warning(ROOM, sentence,
                            "No worker of the room answers, or its own registry is switched off: see the feature flag.")
                    : Finding.warning(ROOM, sentence, "The room is being formed: look again in some seconds.");
        };
    }

    private static String age(WorkerAnswer answer, Instant now) {
        Duration age = Duration.between(answer.asOf(), now);
        return age.isNegative() ? "0 s" : age.toSeconds() + " s";
    }

    private static Finding workers(WorkerAnswer answer) {
        if (answer.totalCount() == 0)
            return Finding.failure(WORKERS, "The room has no workers.",
                    "Start some: ./roommesh worker --server URL --room R --name N --gpu-memory-mb M.");
        long free = answer.workers().stream().filter(worker -> "available".equals(worker.metadata().status().word()))
                .count();
        return Finding.ok(WORKERS, answer.totalCount() + " workers, " + free + " of them available.");
    }
}
