package dev.roommesh.benchmarks.room;

import dev.roommesh.client.local.ClusterPlan;
import dev.roommesh.client.local.ClusterPlan.PlannedWorker;
import dev.roommesh.client.local.LocalProcesses;
import dev.roommesh.client.local.Programs;
import dev.roommesh.client.local.Programs.Extra;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.ConnectionFacts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A signaling server and workers, each a process of its own, and one who looks at them. What is killed can be started
 * anew. Owned by one thread, but for {@link #close}.
 */
public final class BenchRoom implements Cleanup.Started {
    /** Until a room is whole, at its start or after a fault. */
    public static final Duration WHOLE_LIMIT = Duration.ofSeconds(90);

    /** A whole room whose admin has not changed for so long is at rest. */
    static final Duration QUIET = Duration.ofMillis(1_500);

    public static final String SERVER = "server";

    private final Network network;
    private final Programs programs;
    private final List<String> configuration;
    private final ClusterPlan plan;
    private final Home home;
    private final StateDirectory state;
    private final LocalProcesses processes;
    private final String creationKey;
    private final Map<String, Process> running = new ConcurrentHashMap<>();
    private final Observer observer = new Observer();
    private boolean isClosed;
    private volatile Looks looks = new Looks(observer);
    private final ConnectionFacts facts;

    private BenchRoom(Function<List<String>, Network> networks, Programs programs, int workers,
            List<String> configuration) {
        this.programs = programs;
        this.configuration = List.copyOf(configuration);
        this.plan = ClusterPlan.of(0, workers);
        this.network = networks.apply(workers());
        this.home = Home.make();
        this.state = home.state();
        this.processes = new LocalProcesses(state);
        this.creationKey = Home.randomHex();
        try {
            Cleanup.add(this);
            startServer();
            this.facts = new ServerDoor(serverBase(), creationKey).createRoom(WHOLE_LIMIT);
            plan.workers().forEach(this::start);
            look();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Starts everything; the workers have then only just begun.
     *
     * @param networks makes the network of these workers; it goes with the room
     * @param configuration further Spring Boot properties of the workers
     */
    public static BenchRoom start(Function<List<String>, Network> networks, Programs programs, int workers,
            List<String> configuration) {
        return new BenchRoom(networks, programs, workers, configuration);
    }

    public List<String> workers() {
        return plan.workers().stream().map(PlannedWorker::name).toList();
    }

    /** All but these. */
    public List<String> others(String... without) {
        return workers().stream().filter(worker -> !Set.of(without).contains(worker)).toList();
    }

    public Observer observer() {
        return observer;
    }

    /** Begins to look at all workers. */
    public void look() {
        looks = new Looks(observer);
        for (PlannedWorker worker : plan.workers())
            looks.add(worker.name(), workerBase(worker));
    }

    /** Looks at no worker until it is told to. */
    public void lookAway() {
        looks.close();
        workers().forEach(worker -> observer.saw(worker, null));
    }

    public URI base(String worker) {
        return workerBase(planned(worker));
    }

    public long pid(String worker) {
        return process(worker).pid();
    }

    /** Who acts as admin now, as all say. */
    public String admin() {
        return observer.picture().actingAdmin(workers())
                .orElseThrow(() -> new BenchFailure("The room has no admin whom all follow."));
    }

    /** The network that can be cut; only in a room that was started in one. */
    public SplitNetwork splitNetwork() {
        if (network instanceof SplitNetwork split) return split;
        throw new IllegalStateException("this room's network cannot be cut");
    }

    /** What a client needs to enter. */
    public ConnectionFacts facts() {
        return facts;
    }

    /** A client of this room that begins to ask. */
    public Asker ask() {
        observer.forgetAnswer();
        return new Asker(facts, observer);
    }

    /** @return when, by {@link System#nanoTime}; the signals are sent just after */
    public long kill(String... names) {
        return signal("kills ", Signals.KILL, names);
    }

    public long freeze(String... names) {
        return signal("freezes ", Signals.STOP, names);
    }

    public long wake(String... names) {
        return signal("wakes ", Signals.CONT, names);
    }

    /**
     * Asks these workers to leave, waits until they have, and starts them anew.
     *
     * @return how many had to be killed because they did not leave within the limit
     */
    public int restart(List<String> names, Duration limit) {
        List<Process> leaving = names.stream().map(this::process).toList();
        leaving.forEach(Process::destroy);
        int killed = 0;
        try {
            for (Process process : leaving) {
                if (process.waitFor(limit)) continue;
                killed++;
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
        names.forEach(name -> start(planned(name)));
        return killed;
    }

    /** Starts the signaling server anew, if it does not run. */
    public long repairServer() {
        if (!processes.isAlive(SERVER)) startServer();
        observer.did("starts the server");
        return System.nanoTime();
    }

    /** Heals, wakes and starts anew whatever needs it. */
    public void repair() {
        if (network instanceof SplitNetwork split) split.heal();
        running.values().stream().filter(Process::isAlive)
                .forEach(process -> Signals.send(process.pid(), Signals.CONT));
        if (!processes.isAlive(SERVER)) startServer();
        for (PlannedWorker worker : plan.workers()) {
            if (!processes.isAlive(worker.name())) start(worker);
        }
    }

    /** Waits until the room is whole and at rest. */
    public void awaitWhole() {
        long deadline = System.nanoTime() + WHOLE_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            OptionalLong whole = observer.expect(picture -> picture.isWhole(workers()))
                    .await(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            if (whole.isEmpty()) break;
            String admin = observer.picture().actingAdmin(workers()).orElse("");
            OptionalLong broken = observer.expect(picture -> !picture.isWhole(workers())
                    || !picture.actingAdmin(workers()).orElse("").equals(admin)).await(QUIET);
            if (broken.isEmpty()) return;
        }
        throw new BenchFailure("The room is not whole after " + WHOLE_LIMIT.toSeconds() + " s: " + unsettled());
    }

    /** Where each process writes its log; begun anew when it starts. */
    public Path log(String name) {
        return state.logs().resolve(name + ".log");
    }

    /** Ends everything that was started, removes what was made. Safe to repeat, from any thread. */
    @Override
    public synchronized void close() {
        if (isClosed) return;
        isClosed = true;
        looks.close();
        // A frozen process would not follow when it is asked to end.
        running.values().stream().filter(Process::isAlive)
                .forEach(process -> Signals.send(process.pid(), Signals.CONT));
        processes.end();
        network.close();
        home.close();
        Cleanup.remove(this);
    }

    private String unsettled() {
        Picture picture = observer.picture();
        return workers().stream().map(worker -> {
            Sight sight = picture.sights().get(worker);
            return worker + (sight == null ? " is silent" : " sees " + sight.words());
        }).toList().toString();
    }

    private long signal(String verb, int signal, String... names) {
        List<Process> targets = Stream.of(names).map(this::process).toList();
        long at = System.nanoTime();
        for (Process target : targets) {
            if (!Signals.send(target.pid(), signal)) throw new BenchFailure("A process of the room ended by itself.");
        }
        observer.did(verb + String.join(", ", names), at);
        // What a frozen one said last is no longer what it sees.
        if (signal == Signals.STOP) List.of(names).forEach(name -> observer.saw(name, null));
        return at;
    }

    private Process process(String name) {
        Process process = running.get(name);
        if (process == null) throw new IllegalArgumentException("there is no " + name);
        return process;
    }

    private PlannedWorker planned(String name) {
        return plan.workers().stream().filter(worker -> worker.name().equals(name)).findFirst().orElseThrow();
    }

    private URI workerBase(PlannedWorker worker) {
        return URI.create("http://" + network.workerAddress(worker.name()) + ":" + worker.httpPort());
    }

    private URI serverBase() {
        return URI.create("http://" + network.serverAddress() + ":" + plan.serverPort());
    }

    private void startServer() {
        var extra = new Extra(List.of(), home.temporaryFiles(), List.of("--server.address=" + network.serverAddress()),
                Map.of("ROOMMESH_CREATIONKEY", creationKey));
        running.put(SERVER, processes.launch(SERVER, false, plan.serverPort(),
                log -> programs.startServer(plan.serverPort(), state.secretFile(), extra, log)));
    }

    private void start(PlannedWorker worker) {
        var more = new ArrayList<>(configuration);
        // Its own machine is this one; the observer comes over a line of its own.
        if (!network.runner(worker.name()).isEmpty()) more.add("--server.address=0.0.0.0");
        var extra = new Extra(network.runner(worker.name()), home.temporaryFiles(), more, Map.of());
        running.put(worker.name(), processes.launch(worker.name(), true, worker.httpPort(),
                log -> programs.startWorker(worker, facts, extra, log)));
    }

    /** Waits without looking for anything; an event, not the time, decides wherever there is one. */
    public static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end)
            LockSupport.parkNanos(end - System.nanoTime());
    }
}
