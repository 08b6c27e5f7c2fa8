package dev.roommesh.client;

import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.webrtc.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A data channel to the room's admin, for as long as it is wanted: made anew where it ends, and moved where another
 * worker becomes admin, which is asked over the channel that there is until the next one stands. Safe for many threads.
 */
final class DirectWay implements AutoCloseable {
    /** Before another try, after the first failure and at most. */
    static final Duration PAUSE_FIRST = Duration.ofMillis(500);
    static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    /** How long making a channel may take in the server's hands. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(8);
    /** How soon it is seen that the server has decided otherwise. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(3);
    private static final WorkerQuery ANYBODY = new WorkerQuery(Filters.NONE, 1);

    private final LastingQuestions relay;
    private int wanted;
    private boolean lives;
    private boolean closed;
    private @Nullable PeerId admin;
    private long term;
    private long failures;
    private String why = "none is wanted";
    private CompletableFuture<?> life = CompletableFuture.completedFuture(null);
    private volatile @Nullable DirectQuestions current;
    private volatile @Nullable QuestionChannel dialling;

    DirectWay(LastingQuestions relay) {
        this.relay = relay;
    }

    /** One more who wants it. */
    synchronized void want() {
        wanted++;
        if (lives || closed) return;
        lives = true;
        life = CompletableFuture.runAsync(this::live, task -> Thread.ofVirtual().name("direct-way").start(task));
    }

    /** One less. */
    synchronized void release() {
        wanted--;
        notifyAll();
    }

    /** Somebody named the admin; the highest term counts. */
    synchronized void heardOf(@Nullable PeerId named, long itsTerm) {
        if (named == null || itsTerm < term) return;
        term = itsTerm;
        if (named.equals(admin)) return;
        admin = named;
        failures = 0;
        notifyAll();
    }

    /** The channel, if one stands and the server lets it be used. */
    Optional<DirectQuestions> current() {
        DirectQuestions known = current;
        return known == null || known.hasEnded() || !isAllowed() ? Optional.empty() : Optional.of(known);
    }

    /** A server that is away decides nothing. */
    private boolean isAllowed() {
        return !(relay.current() instanceof SocketQuestions socket) || socket.hasEnded() || socket.mayAskDirectly();
    }

    /** Waits until it stands, or could not be made. @return whether it stands */
    boolean awaitChannel(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            for (long rest = limit.toNanos(); rest > 0 && current().isEmpty() && failures == 0
                    && isAllowed() && !closed; rest = deadline
                            - System.nanoTime())
                TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
        return current().isPresent();
    }

    /** Why there is none, for people. */
    synchronized String why() {
        return why;
    }

    private synchronized boolean isWanted() {
        return wanted > 0 && !closed;
    }

    private void live() {
        try (var channels = new DataChannels(PortRange.ANY)) {
            while (goesOn()) {
                try {
                    if (!isAllowed()) forbidden();
                    else if (isDue()) dial(channels, target());
                    rest();
                } catch (ChannelException | RoomClientException failed) {
                    failed(String.valueOf(failed.getMessage()));
                    pause();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean goesOn() {
        lives = isWanted();
        return lives;
    }

    private synchronized void failed(String sentence) {
        why = sentence;
        failures++;
        notifyAll();
    }

    private synchronized void forbidden() {
        why = "the room has workers of which the server alone can tell, or keeps no registry";
        DirectQuestions known = current;
        if (known != null) known.giveUp();
    }

    private synchronized boolean isDue() {
        DirectQuestions known = current;
        return known == null || known.hasEnded() || !known.worker().equals(admin);
    }

    private PeerId target() {
        synchronized (this) {
            if (admin != null) return admin;
        }
        try {
            if (relay.ask(new Question.Discover(ANYBODY), ANSWER_LIMIT)
                    .join() instanceof FromServer.WorkerList(_, var answer))
                heardOf(answer.adminPeerId(), answer.adminTerm());
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RoomClientException known ? known : failed;
        }
        synchronized (this) {
            if (admin == null) throw new ChannelException("the room has no admin");
            return admin;
        }
    }

    private void dial(DataChannels channels, PeerId worker) {
        List<IceServer> servers = relay.current() instanceof SocketQuestions socket ? socket.iceServers() : List.of();
        QuestionChannel dialled = QuestionChannel.dial(channels, servers);
        dialling = dialled;
        try {
            if (!isWanted()) throw new ChannelException("none is wanted any more");
            String offer = dialled.description().orTimeout(ANSWER_LIMIT.toNanos(), TimeUnit.NANOSECONDS).join();
            if (!(relay.ask(new Question.OpenChannel(worker, null, offer), ANSWER_LIMIT)
                    .join() instanceof FromServer.ChannelAnswer(_, ChannelOutcome outcome, var sdp)))
                throw new ChannelException("the server answered something else");
            if (sdp == null)
                throw new ChannelException(worker + (outcome == ChannelOutcome.NOT_NOW
                        ? " is not there, or has as many clients as it hears directly"
                        : " could not take the channel"));
            dialled.takeAnswer(sdp.sdp());
            if (!dialled.awaitOpen()) throw new ChannelException(dialled.end().orElse("no data channel opened"));
            moveTo(new DirectQuestions(dialled, worker, this::wake));
        } catch (CompletionException failed) {
            dialled.close();
            throw failed.getCause() instanceof RoomClientException known
                    ? known
                    : new ChannelException(String.valueOf(failed.getCause()), failed);
        } catch (RuntimeException failed) {
            dialled.close();
            throw failed;
        } finally {
            dialling = null;
        }
    }

    private void moveTo(DirectQuestions fresh) {
        DirectQuestions before = current;
        current = fresh;
        synchronized (this) {
            failures = 0;
            notifyAll();
        }
        if (before != null) before.close();
    }

    private synchronized void wake() {
        DirectQuestions known = current;
        if (known != null && known.hasEnded()) {
            // It need not be the admin any more, and who is asked first now will say.
            if (known.worker().equals(admin)) admin = null;
            why = "it ended";
        }
        notifyAll();
    }

    /** Until something is to be done, or to be looked at again. */
    private synchronized void rest() throws InterruptedException {
        if (isWanted() && !(isDue() && isAllowed())) TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
    }

    private synchronized void pause() throws InterruptedException {
        long length = Math.min(PAUSE_MAX.toNanos(), PAUSE_FIRST.toNanos() << Math.min(failures - 1, 10));
        PeerId known = admin;
        long deadline = System.nanoTime() + length;
        for (long rest = length; rest > 0 && isWanted() && Objects.equals(known, admin); rest = deadline
                - System.nanoTime())
            TimeUnit.NANOSECONDS.timedWait(this, rest);
    }

    /** Ends it, soon. Safe to repeat. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        QuestionChannel half = dialling;
        if (half != null) half.close();
    }

    /** Waits until the library holds nothing of it any more, for a process that ends with connections may crash. */
    void awaitEnd() {
        CompletableFuture<?> last;
        synchronized (this) {
            last = life;
        }
        last.copy().completeOnTimeout(null, END_LIMIT.toNanos(), TimeUnit.NANOSECONDS).exceptionally(_ -> null).join();
    }
}
