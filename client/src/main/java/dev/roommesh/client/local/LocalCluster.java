package dev.roommesh.client.local;

import dev.roommesh.client.local.ClusterPlan.PlannedWorker;
import dev.roommesh.model.ConnectionFacts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A signaling server and workers as processes of this machine. Whatever is started is in the state directory before
 * anything else happens, so {@link #down} finds it even when this program is killed. Owned by one thread, but for
 * {@link #end}.
 */
public final class LocalCluster implements AutoCloseable {
    /** How long a cluster may take until it is complete. */
    public static final Duration COMPLETE_LIMIT = Duration.ofMinutes(2);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

    private final StateDirectory state;
    private final ClusterPlan plan;
    private final Programs programs;
    private final FileChannel lock;
    private final LocalHttp http = new LocalHttp();
    private final LocalProcesses processes;

    private LocalCluster(StateDirectory state, ClusterPlan plan, Programs programs, FileChannel lock) {
        this.state = state;
        this.plan = plan;
        this.programs = programs;
        this.lock = lock;
        this.processes = new LocalProcesses(state);
    }

    /**
     * Takes the state directory for a new cluster; nothing is started yet.
     *
     * @throws LocalFailure when a cluster is up already, or the port is taken
     */
    public static LocalCluster claim(StateDirectory state, Programs programs, int port, int workers) {
        FileChannel lock = state.lock().orElseThrow(LocalCluster::alreadyUp);
        try {
            if (state.processes().stream().anyMatch(process -> process.handle().isPresent())) throw alreadyUp();
            return new LocalCluster(state, ClusterPlan.of(port, workers), programs, lock);
        } catch (LocalFailure inTheWay) {
            release(lock);
            throw inTheWay;
        }
    }

    /** What {@link #down} ended. */
    public record Ended(int workers, int servers) {}

    /** Ends what a cluster of this state directory started, and only that; safe to repeat. */
    public static Ended down(StateDirectory state) {
        Ending.Ended ended = Ending.end(state.processes());
        state.clear();
        return new Ended(ended.workers(), ended.servers());
    }

    /**
     * Starts everything and waits until the mesh is complete, at most {@link #COMPLETE_LIMIT}.
     *
     * @param progress sees the server's start as an empty view, then each look at the workers
     * @throws LocalFailure when it does not become complete, with what is missing
     */
    public ConnectionFacts start(Consumer<ClusterView> progress) {
        long deadline = System.nanoTime() + COMPLETE_LIMIT.toNanos();
        progress.accept(new ClusterView(List.of()));
        processes.launch("server", false, plan.serverPort(),
                log -> programs.startServer(plan.serverPort(), state.secretFile(), Programs.Extra.NONE, log));
        ConnectionFacts facts = createRoom(deadline);
        for (PlannedWorker worker : plan.workers()) {
            processes.launch(worker.name(), true, worker.httpPort(),
                    log -> programs.startWorker(worker, facts, ofWorkers(), log));
        }
        ClusterView last = watch(progress, view -> view.isComplete() || view.firstEnded().isPresent()
                || serverHasEnded() || System.nanoTime() > deadline);
        if (!last.isComplete()) throw incomplete(last);
        return facts;
    }

    private Programs.Extra ofWorkers() {
        return new Programs.Extra(List.of(), List.of(),
                List.of("--roommesh.worker.jobs.directory=" + state.jobs()), Map.of());
    }

    /**
     * Looks at the workers again and again until a look says enough.
     *
     * @return the last look
     */
    public ClusterView watch(Consumer<ClusterView> eachLook, Predicate<ClusterView> enough) {
        while (true) {
            ClusterView view = look();
            eachLook.accept(view);
            if (enough.test(view)) return view;
            pause();
        }
    }

    /** Whether nothing that was started runs any more. */
    public boolean hasEnded() {
        return processes.haveEnded();
    }

    /** Where each process writes its log. */
    public Path logs() {
        return state.logs();
    }

    /** Ends everything that was started and forgets it. Safe to repeat, from any thread; nothing starts after it. */
    public void end() {
        processes.end();
    }

    /** Lets go of the state directory; what runs goes on. */
    @Override
    public void close() {
        http.close();
        release(lock);
    }

    private ConnectionFacts createRoom(long deadline) {
        while (System.nanoTime() < deadline && !serverHasEnded()) {
            if (http.isReady(plan.serverPort()).join()) {
                LocalHttp.CreatedRoom room = http.createRoom(plan.serverPort()).join()
                        .orElseThrow(() -> failed("The signaling server made no room", "server"));
                var saved = new SavedConnection(LocalHttp.base(plan.serverPort()).toString(), room.roomId(),
                        room.token());
                state.save(saved);
                return saved.facts();
            }
            waitForServerEnd(LOOK_INTERVAL.dividedBy(2));
        }
        throw failed(serverHasEnded() ? "The signaling server ended" : "The signaling server did not become ready",
                "server");
    }

    private ClusterView look() {
        List<CompletableFuture<Optional<RoomReport>>> answers = plan.workers().stream()
                .map(worker -> processes.isAlive(worker.name())
                        ? http.room(worker.httpPort())
                        : CompletableFuture.completedFuture(Optional.<RoomReport>empty()))
                .toList();
        List<ClusterView.Worker> workers = new ArrayList<>();
        for (int index = 0; index < answers.size(); index++) {
            String name = plan.workers().get(index).name();
            workers.add(new ClusterView.Worker(name, processes.isAlive(name), answers.get(index).join().orElse(null)));
        }
        return new ClusterView(workers);
    }

    private boolean serverHasEnded() {
        return !processes.isAlive("server");
    }

    private void waitForServerEnd(Duration limit) {
        try {
            processes.waitForEnd("server", limit);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw brokenOff();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_INTERVAL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw brokenOff();
        }
    }

    private LocalFailure incomplete(ClusterView view) {
        if (serverHasEnded()) return failed("The signaling server ended", "server");
        Optional<ClusterView.Worker> ended = view.firstEnded();
        if (ended.isPresent()) return failed("The process of " + ended.get().name() + " ended", ended.get().name());
        return failed("The mesh is not complete after " + COMPLETE_LIMIT.toSeconds() + " s: " + view.missing(),
                view.firstUnsettled().map(ClusterView.Worker::name).orElse("server"));
    }

    private LocalFailure failed(String what, String whoseLog) {
        if (processes.isEnding()) return brokenOff();
        ProcessLog log = log(whoseLog);
        return new LocalFailure(what + "; its log " + log.file() + " tells more.", log.tail());
    }

    private ProcessLog log(String name) {
        return new ProcessLog(state.logs().resolve(name + ".log"));
    }

    private static LocalFailure brokenOff() {
        return LocalProcesses.brokenOff();
    }

    private static LocalFailure alreadyUp() {
        return new LocalFailure(
                "A cluster is up already; use it with ./roommesh workers or end it with ./roommesh down.");
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException refused) {
            throw new LocalFailure("Cannot unlock the state directory (" + refused.getMessage() + "); try again.");
        }
    }
}
