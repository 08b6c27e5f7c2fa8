package dev.roommesh.client;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Each question as a request of its own to {@code /discover-workers}: slower, but every proxy lets it through. */
final class HttpQuestions implements Questions {
    private static final String PATH = "/discover-workers";
    private static final int OK = 200;
    /** From here on something on the way found no server. */
    private static final int GATEWAY_TROUBLE = 500;
    private static final String ANSWER = "answer";
    /** A response needs no id to be known by. */
    private static final RequestId OVER_HTTP = new RequestId("http");
    private static final ClientFailure CLOSED = new ClientFailure.Disconnected("closed by this client");

    private final ConnectionFacts facts;
    private final HttpClient http;
    private final DiscoveryJson json = new DiscoveryJson();
    private final Semaphore places = new Semaphore(RoomClient.PENDING_MAX);
    private volatile boolean closed;

    /** As {@code POST /discover-workers} takes it. */
    private record Asked(Filters filters, int limit, RoomId roomId) {}

    /** @param detail the server's own sentence */
    private record Problem(String detail) {}

    private HttpQuestions(ConnectionFacts facts) {
        this.facts = facts;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /**
     * Tries the way with a first question.
     *
     * @param otherwise why there is no WebSocket: thrown where no server answers here either
     * @throws RoomClientException when there is no server, or it refuses
     */
    static HttpQuestions open(ConnectionFacts facts, Duration limit, RoomClientException otherwise) {
        var opened = new HttpQuestions(facts);
        ClientFailure failure = opened.firstFailure(limit).orElse(null);
        boolean busy = failure instanceof ClientFailure.Refused(ErrorCode code, _) && code == ErrorCode.RATE_LIMITED;
        if (failure == null || busy) return opened;
        opened.close();
        throw failure instanceof ClientFailure.Refused ? new RoomClientException(failure) : otherwise;
    }

    private Optional<ClientFailure> firstFailure(Duration limit) {
        try {
            var _ = ask(new Question.Discover(new WorkerQuery(Filters.NONE, 1)), limit).get();
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of(failureOf(failed, limit));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of(new ClientFailure.Disconnected("interrupted"));
        }
    }

    @Override
    public CompletableFuture<FromServer> ask(Question question, Duration limit) {
        if (!(question instanceof Question.Discover(WorkerQuery query)))
            return Questions.failed(new ClientFailure.NeedsWebSocket());
        if (closed) return Questions.failed(CLOSED);
        if (!limit.isPositive()) return Questions.failed(new ClientFailure.TimedOut(ANSWER, limit));
        HttpRequest request;
        try {
            request = request(query, limit);
        } catch (IllegalArgumentException unsendable) {
            // Its message would show the token.
            return Questions.failed(new ClientFailure.Refused(ErrorCode.UNAUTHORIZED,
                    "The token has characters that no token of a server has."));
        }
        if (!places.tryAcquire()) return Questions.failed(new ClientFailure.TooManyPending(RoomClient.PENDING_MAX));
        var sent = http.sendAsync(request,
                BodyHandlers.limiting(BodyHandlers.ofString(), Limits.SIGNAL_FRAME_BYTES_MAX));
        // The time limit of a request ends with its headers.
        return sent.copy().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).whenComplete((_, _) -> {
            sent.cancel(true);
            places.release();
        }).handle((response, trouble) -> {
            if (trouble != null) throw new RoomClientException(failureOf(trouble, limit));
            return new FromServer.WorkerList(OVER_HTTP, answerIn(response));
        });
    }

    private HttpRequest request(WorkerQuery query, Duration limit) {
        String question = json.encodeAny(new Asked(query.filters(), query.limit(), facts.room()));
        return HttpRequest.newBuilder(URI.create(facts.http() + PATH))
                .header("Authorization", "Bearer " + facts.token()).header("Content-Type", "application/json")
                .timeout(limit).POST(BodyPublishers.ofString(question)).build();
    }

    private WorkerAnswer answerIn(HttpResponse<String> response) {
        if (response.statusCode() != OK) throw new RoomClientException(refusal(response));
        return switch (json.decode(response.body(), WorkerAnswer.class)) {
            case Decoded.Accepted<WorkerAnswer>(WorkerAnswer answer) -> answer;
            case Decoded.Rejected<WorkerAnswer>(_, String why) ->
                throw new RoomClientException(new ClientFailure.ProtocolViolation(why));
        };
    }

    private ClientFailure refusal(HttpResponse<String> response) {
        ErrorCode code = switch (response.statusCode()) {
            case 400 -> ErrorCode.INVALID_MESSAGE;
            case 401, 403 -> ErrorCode.UNAUTHORIZED;
            case 413 -> ErrorCode.FRAME_TOO_LARGE;
            case 429 -> ErrorCode.RATE_LIMITED;
            default -> null;
        };
        if (code != null && json.decode(response.body(),
                Problem.class) instanceof Decoded.Accepted<Problem>(Problem(String detail)))
            return new ClientFailure.Refused(code, detail);
        return response.statusCode() >= GATEWAY_TROUBLE
                ? new ClientFailure.Unreachable(facts.server())
                : new ClientFailure.NoWebSocket(facts.server(), response.statusCode());
    }

    private ClientFailure failureOf(@Nullable Throwable trouble, Duration limit) {
        return switch (trouble) {
            case RoomClientException known -> known.failure();
            case CompletionException wrapped when wrapped.getCause() != null -> failureOf(wrapped.getCause(), limit);
            case ExecutionException wrapped when wrapped.getCause() != null -> failureOf(wrapped.getCause(), limit);
            case null, default -> closed ? CLOSED : brokenOff(trouble, limit);
        };
    }

    private ClientFailure brokenOff(@Nullable Throwable trouble, Duration limit) {
        return switch (trouble) {
            case TimeoutException _,HttpTimeoutException _ -> new ClientFailure.TimedOut(ANSWER, limit);
            case ConnectException _ -> new ClientFailure.Unreachable(facts.server());
            case null, default -> new ClientFailure.Disconnected("the answer broke off");
        };
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
