package dev.roommesh.signaling.http;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.FromPeer.QueryWorkers;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.RelayEvents;
import dev.roommesh.signaling.relay.Sender;
import dev.roommesh.signaling.token.RoomTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Discovery for clients that only speak HTTP (DESIGN 8.4): the same question, put to the same workers as over a
 * socket. Each answer says that there is a better way.
 */
@RestController
final class DiscoveryController {
    static final String PATH = "/discover-workers";

    /** Nobody is registered under it: a name for whoever asks by HTTP. */
    private static final PeerId ASKER = new PeerId("http");
    private static final RequestId REQUEST = new RequestId("http");

    /** Questions by HTTP that may wait for an answer: a tenth of all, so that they leave room for those on sockets. */
    static final int PENDING_MAX = 1_000;

    private final Queries queries;
    private final DiscoveryAnswers answers;
    private final DiscoveryJson json = new DiscoveryJson();
    private final Semaphore places = new Semaphore(PENDING_MAX);

    DiscoveryController(Queries queries, DiscoveryAnswers answers) {
        this.queries = queries;
        this.answers = answers;
    }

    @GetMapping(PATH)
    CompletableFuture<ResponseEntity<String>> discover(
            @AuthenticationPrincipal Jwt shown,
            @RequestParam MultiValueMap<String, String> parameters) {
        return switch (DiscoveryQuestion.of(parameters)) {
            case DiscoveryQuestion.Read.Question(DiscoveryQuestion question) -> ask(shown, question);
            case DiscoveryQuestion.Read.Wrong(String sentence) -> refuse(HttpStatus.BAD_REQUEST, sentence);
        };
    }

    @PostMapping(PATH)
    CompletableFuture<ResponseEntity<String>> discover(
            @AuthenticationPrincipal Jwt shown,
            HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(DiscoveryQuestion.BODY_BYTES_MAX + 1);
        if (body.length > DiscoveryQuestion.BODY_BYTES_MAX)
            return refuse(HttpStatus.CONTENT_TOO_LARGE,
                    "A question has at most " + DiscoveryQuestion.BODY_BYTES_MAX + " bytes: ask for less.");
        String text = body.length == 0 ? "{}" : new String(body, StandardCharsets.UTF_8);
        return switch (json.decode(text, DiscoveryQuestion.class)) {
            case Decoded.Accepted<DiscoveryQuestion>(DiscoveryQuestion question) -> ask(shown, question);
            case Decoded.Rejected<DiscoveryQuestion>(_, String why) -> refuse(HttpStatus.BAD_REQUEST,
                    "The question cannot be read (" + why + "): it is {filters, limit}, as in query_workers.");
        };
    }

    private CompletableFuture<ResponseEntity<String>> ask(Jwt shown, DiscoveryQuestion question) {
        RoomId room = RoomTokens.read(shown).room();
        if (question.roomId() != null && !question.roomId().equals(room))
            return refuse(HttpStatus.UNAUTHORIZED, DiscoveryDoor.SENTENCE);
        if (!places.tryAcquire())
            return CompletableFuture.completedFuture(answers.busy(
                    "Too many questions by HTTP wait for an answer: ask again in a second.", Duration.ofSeconds(1)));
        var asker = new HttpAsker();
        queries.ask(new Sender(room, ASKER, asker),
                new QueryWorkers(REQUEST, question.filters(), question.limit()), RelayEvents.Path.HTTP);
        return asker.answer().whenComplete((_, _) -> places.release()).thenApply(this::respond);
    }

    private ResponseEntity<String> respond(FromServer said) {
        return switch (said) {
            case FromServer.WorkerList list -> answers.found(list.answer());
            case FromServer.Refused refused -> answers.busy(refused.message(),
                    Duration.ofMillis(refused.retryAfterMs() == null ? 0 : refused.retryAfterMs()));
            default -> throw new IllegalStateException("no answer to a question: " + said);
        };
    }

    private CompletableFuture<ResponseEntity<String>> refuse(HttpStatus status, String sentence) {
        return CompletableFuture.completedFuture(answers.refused(status, sentence));
    }
}
