package dev.roommesh.client;

import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.webrtc.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Of the life that a worker gives a channel. */
    private static final Duration RENEWED_AFTER = Limits.QUESTION_CHANNEL_LIFE.multipliedBy(3).dividedBy(4);
    /** A channel that has lived so long is no failure, however it ends. */
    private static final Duration PROVEN_AFTER = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(3);
    private static final WorkerQuery ANYBODY = new WorkerQuery(Filters.NONE, 1);

    private final LastingQuestions relay;
    private int wanted;
    private boolean lives;
    private boolean closed;
    private @Nullable PeerId admin;
    private long term;
    private long failures;
    private long notBefore;
    private final AtomicBoolean reopening = new AtomicBoolean();
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
        if (relay.current() instanceof HttpQuestions) return "channels are offered over a WebSocket alone";
        return isAllowed() ? why : "the room has workers of which the server alone can tell, or keeps no registry";
    }

    private synchronized boolean isWanted() {
        return wanted > 0 && !closed;
    }

    private void live() {
        try (var channels = new DataChannels(PortRange.ANY)) {
            while (goesOn()) {
                lookAtServer();
                try {
                    if (!isAllowed()) forbidden();
                    else if (isDue()) dial(channels, target());
                } catch (ChannelException | RoomClientException failed) {
                    failed(String.valueOf(failed.getMessage()));
                }
                rest();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who the server says is admin counts, and a connection to it is made again though nobody asks. */
    private void lookAtServer() {
        if (!(relay.current() instanceof SocketQuestions socket)) return;
        ServerListener.NamedAdmin named = socket.admin();
        heardOf(named.peer(), named.term());
        if (socket.isForsaken()) socket.giveUp();
        if (!socket.hasEnded() || !reopening.compareAndSet(false, true)) return;
        Thread.ofVirtual().name("relay-again").start(() -> {
            try {
                relay.instead(socket);
            } catch (RoomClientException away) {
                // It is looked at again.
            } finally {
                reopening.set(false);
            }
        });
    }

    private synchronized boolean goesOn() {
        lives = isWanted();
        return lives;
    }

    private synchronized void failed(String sentence) {
        why = sentence;
        failures++;
        long pause = Math.min(PAUSE_MAX.toNanos(), PAUSE_FIRST.toNanos() << Math.min(failures - 1, 10));
        notBefore = System.nanoTime() + pause;
        notifyAll();
    }

    private synchronized void forbidden() {
        DirectQuestions known = current;
        if (known != null) known.giveUp();
    }

    /** One that gets old is followed by another before the worker ends it. */
    private synchronized boolean isDue() {
        DirectQuestions known = current;
        boolean isGood = known != null && !known.hasEnded() && known.worker().equals(admin)
                && known.age().compareTo(RENEWED_AFTER) < 0;
        return !isGood && (failures == 0 || System.nanoTime() - notBefore >= 0);
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
            moveTo(new DirectQuestions(dialled, worker, this::ended));
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
            if (before != null && before.worker().equals(fresh.worker())) failures = 0;
            notifyAll();
        }
        if (before != null) before.close();
    }

    /** One that has come to nothing soon after it opened is as good as one that could not be made. */
    private synchronized void ended(DirectQuestions channel) {
        if (channel == current) {
            if (channel.age().compareTo(PROVEN_AFTER) < 0) failed("it ended at once");
            else
                failures = 0;
            // It need not be the admin any more, and who is asked first now will say.
            if (channel.worker().equals(admin)) admin = null;
        }
        notifyAll();
    }

    /** Until something is to be done, or to be looked at again. */
    private synchronized void rest() throws InterruptedException {
        if (!isWanted() || (isDue() && isAllowed())) return;
        TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
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
        DirectQuestions last = current;
        if (last != null) last.giveUp();
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
