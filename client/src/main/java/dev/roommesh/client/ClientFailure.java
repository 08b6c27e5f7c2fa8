package dev.roommesh.client;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationOutcome;
import java.net.URI;
import java.time.Duration;

/** Why a room gave no answer. What the network or a person can cause, each with one sentence and the remedy. */
public sealed interface ClientFailure {
    /** Nothing listens there, or the network does not lead there. */
    record Unreachable(URI server) implements ClientFailure {}

    /** Something listens there that is no signaling server. */
    record NoWebSocket(URI server, int httpStatus) implements ClientFailure {}

    /**
     * The server said no.
     *
     * @param message the server's own sentence, with its remedy
     */
    record Refused(ErrorCode code, String message) implements ClientFailure {}

    /** @param awaited what did not come */
    record TimedOut(String awaited, Duration limit) implements ClientFailure {}

    /** The server said what no server of this protocol says. */
    record ProtocolViolation(String why) implements ClientFailure {}

    /** The connection was there and ended. */
    record Disconnected(String why) implements ClientFailure {}

    /** The caller asked more at a time than a connection holds. */
    record TooManyPending(int limit) implements ClientFailure {}

    /** @param limit watches of one client */
    record TooManyWatches(int limit) implements ClientFailure {}

    /** @param limit reservations of one client */
    record TooManyReservations(int limit) implements ClientFailure {}

    /**
     * The room gave no worker.
     *
     * @param outcome what the room said; not {@code granted}
     */
    record NotReserved(ReservationOutcome outcome) implements ClientFailure {}

    /** Something on the way to the server lets no WebSocket through, and only questions can be asked without. */
    record NeedsWebSocket() implements ClientFailure {}

    /** The worker does not run the job. */
    record JobRejected(PeerId worker, String why) implements ClientFailure {}

    /** Nobody knows how the job ended: its worker, or the way to it, was gone for longer than a job goes on alone. */
    record JobLost(PeerId worker, String why) implements ClientFailure {}

    /** The files of a job, here on this machine. */
    record JobFiles(String why) implements ClientFailure {}

    /** This machine makes no data channels. */
    record NoChannel(String why) implements ClientFailure {}

    /** Before it had begun, or before its results were here. */
    record JobCancelled() implements ClientFailure {}

    /** One sentence for a person, with the remedy. */
    default String sentence() {
        return switch (this) {
            case Unreachable(URI server) -> "No signaling server answers at " + server
                    + "; start one with ./roommesh up or check --server.";
            case NoWebSocket(URI server, int status) -> "What answers at " + server
                    + " is no signaling server (HTTP status " + status + "); check --server.";
            case Refused(ErrorCode code, String message) -> refusal(code, printable(message));
            case TimedOut(String awaited, Duration limit) -> "No " + awaited + " came within " + limit.toMillis()
                    + " ms; try again, and look at the logs of server and workers if it stays so.";
            case ProtocolViolation(String why) -> "The server sent what this client does not understand ("
                    + printable(why) + "); check that both are of the same version.";
            case Disconnected(String why) -> "The connection to the server ended (" + printable(why)
                    + "); try again.";
            case TooManyPending(int limit) -> "At most " + limit
                    + " questions wait for their answers at a time; wait for some before asking more.";
            case TooManyWatches(int limit) -> "A client has at most " + limit
                    + " watches at a time; close one, or ask one for all that is wanted.";
            case TooManyReservations(int limit) -> "A client has at most " + limit
                    + " reservations at a time; close one, or use another client.";
            case NeedsWebSocket() ->
                "Watching, reserving and forgetting need a WebSocket, and something on the way to the"
                        + " server lets none through; ask again and again, or run this nearer to the server.";
            case JobRejected(PeerId worker, String why) -> worker + " does not run the job: " + printable(why);
            case JobLost(PeerId worker, String why) ->
                "The job was lost: " + worker + " is gone, or cannot be reached ("
                        + printable(why) + "); run it again, on another worker.";
            case JobFiles(String why) -> printable(why) + (why.endsWith(".") ? "" : ".");
            case NoChannel(String why) -> printable(why);
            case JobCancelled() -> "The job was cancelled.";
            case NotReserved(ReservationOutcome outcome) -> switch (outcome) {
                case NONE_FREE -> "All workers that fit are taken; try again later, or ask for less.";
                case NONE_FIT -> "No worker of the room fits; ask for less, and see ./roommesh workers.";
                case TAKEN -> "That worker is not free; wait until it is, or take another one: see ./roommesh workers.";
                case NOT_NOW ->
                    "The room cannot say now: the worker that was named is not there or cannot be reached, or the"
                            + " room is being formed, is read-only, or keeps no registry; see ./roommesh workers, and try"
                            + " again soon.";
                case GRANTED, RELEASED -> "The room's answer makes no sense here (" + outcome + "); check that all are"
                        + " of the same version.";
            };
        };
    }

    private static String refusal(ErrorCode code, String message) {
        String stop = message.endsWith(".") ? message : message + ".";
        return switch (code) {
            case UNAUTHORIZED, TOKEN_REVOKED -> "The server refused the token: " + stop + " Check --token.";
            case ROOM_NOT_FOUND -> "The server does not know the room: " + stop
                    + " Check --room, or make one with ./roommesh up.";
            default -> "The server refused: " + stop;
        };
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
