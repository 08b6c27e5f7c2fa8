package dev.roommesh.client;

import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Over a data channel to one worker, which answers itself. */
final class DirectQuestions implements Questions, Watchable {
    /** Two signs of life may be missing: the server tells sooner of another admin than this worker comes back. */
    static final Duration PATIENCE = Limits.WATCH_REPEAT_AFTER.multipliedBy(2).plusMillis(100);

    private final SignalCodec codec = new SignalCodec();
    private final QuestionChannel channel;
    private final PeerId worker;
    private final Consumer<DirectQuestions> ended;
    private final Answers answers = new Answers();
    private final long bornAt = System.nanoTime();

    /**
     * A conversation on an open channel.
     *
     * @param ended told once it is over
     */
    DirectQuestions(QuestionChannel channel, PeerId worker, Consumer<DirectQuestions> ended) {
        this.channel = channel;
        this.worker = worker;
        this.ended = ended;
        Thread.ofVirtual().name("direct-answers").start(this::listen);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - bornAt);
    }

    PeerId worker() {
        return worker;
    }

    @Override
    public CompletableFuture<FromServer> ask(Question question, Duration limit) {
        return answers.ask(question, limit, this::send);
    }

    @Override
    public Watching watch(WatchFeed feed) {
        return answers.watch(feed, this::send);
    }

    private CompletionStage<?> send(FromPeer message) {
        return channel.send(codec.encode(message))
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IllegalStateException("the channel takes nothing now"));
    }

    private void listen() {
        try {
            for (Optional<String> next = channel.next(); next.isPresent(); next = channel.next()) {
                switch (codec.decodeFromServer(next.get())) {
                    case Decoded.Accepted<FromServer>(FromServer message) -> answers.handle(message);
                    // A newer worker may say more than this client knows.
                    case Decoded.Rejected<FromServer>(Decoded.Cause cause, _) when cause == Decoded.Cause.UNKNOWN_TYPE ->
                        {
                        }
                    case Decoded.Rejected<FromServer>(_, String why) -> channel.closeBecause(why);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            end(channel.end().orElse("it ended"));
        }
    }

    private void end(String why) {
        boolean again = answers.end().isPresent();
        answers.finish(new ClientFailure.Disconnected("the channel to " + worker + ": " + why));
        channel.close();
        if (!again) ended.accept(this);
    }

    @Override
    public Duration silence() {
        return channel.silence();
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public boolean hasEnded() {
        return answers.end().isPresent() || channel.end().isPresent();
    }

    @Override
    public void giveUp() {
        channel.closeBecause("nothing came from the worker for too long");
    }

    @Override
    public Way way() {
        return new Way.Direct(worker);
    }

    @Override
    public void close() {
        end("closed by this client");
    }
}
