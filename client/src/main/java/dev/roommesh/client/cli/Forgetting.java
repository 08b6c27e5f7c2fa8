package dev.roommesh.client.cli;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.PeerId;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;

/**
 * Has a room forget a dead worker, and says what came of it.
 *
 * @param json whether that is one line of JSON
 */
record Forgetting(boolean json) {
    private record Shown(PeerId workerPeerId, ForgetOutcome outcome) {}

    /** The exit code: whether the worker is off the roster. */
    int forget(PeerId worker, ConnectionFacts facts, PrintWriter out, PrintWriter err) {
        try (RoomClient client = RoomClient.connect(facts)) {
            ForgetOutcome outcome = client.forget(worker).join();
            boolean isGone = outcome == ForgetOutcome.REMOVED || outcome == ForgetOutcome.ABSENT;
            if (json) out.println(new DiscoveryJson().encodeAny(new Shown(worker, outcome)));
            else
                (isGone ? out : err).println(sentence(worker, outcome));
            return isGone ? 0 : 1;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private static String sentence(PeerId worker, ForgetOutcome outcome) {
        return switch (outcome) {
            case REMOVED -> worker + " is off the room's roster. Should it come back, it is admitted again.";
            case ABSENT -> worker + " is not on the room's roster; there is nothing to do.";
            case ALIVE ->
                worker + " is alive: the room has heard it within the last seconds, and would admit it again at "
                        + "once. Stop it first.";
            case NOT_NOW ->
                "The room cannot do it now: no admin with a majority answers, or the registry is off; a room "
                        + "of which most are gone forgets them by itself after two minutes. See ./roommesh doctor, and try "
                        + "again.";
        };
    }
}
