package dev.roommesh.benchmarks.jobs;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import dev.roommesh.benchmarks.load.OpenLoop;
import dev.roommesh.benchmarks.load.RunRows;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Home;
import dev.roommesh.benchmarks.room.Network;
import dev.roommesh.client.Job;
import dev.roommesh.client.JobListener;
import dev.roommesh.client.JobResult;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RunningJob;
import dev.roommesh.client.local.Programs;
import dev.roommesh.model.Filters;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One room and one client process. The admin runs the jobs, so that both of its trades are measured at once. */
final class Jobs {
    private static final String NAME = "jobs";
    private static final int MEBIBYTE = 1024 * 1024;
    private static final Promise ANSWER = Promise.SHOWN_TIME.and(Figure.P99, Duration.ofMillis(5));
    private static final long HEAP_MEBIBYTES_MAX = 64;

    private final JobsPlan plan;
    private final Programs programs;
    private final Consumer<Row> rows;
    private final Consumer<String> progress;

    Jobs(JobsPlan plan, Programs programs, Consumer<Row> rows, Consumer<String> progress) {
        this.plan = plan;
        this.programs = programs;
        this.rows = rows;
        this.progress = progress;
    }

    void run() {
        try (Home files = Home.make();
                BenchRoom room = BenchRoom.start(_ -> new Network.Shared(), programs, plan.workers(), List.of())) {
            room.awaitWhole();
            room.lookAway();
            try (RoomClient client = RoomClient.connect(room.facts())) {
                Path file = file(files.folder());
                WorkerEntry admin = admin(client);
                transfers(client, admin, file, files.folder().resolve("results"), room);
                questions(client, admin, file);
            }
        }
    }

    private static WorkerEntry admin(RoomClient client) {
        WorkerAnswer answer = client.discover(WorkerQuery.ALL).join();
        return answer.workers().stream().filter(entry -> entry.peerId().equals(answer.adminPeerId())).findFirst()
                .orElseThrow(() -> new BenchFailure("The room has no admin."));
    }

    private static WorkerQuery asLargeAs(WorkerEntry admin) {
        return new WorkerQuery(new Filters(null, admin.metadata().gpuMemoryMb(), List.of(), Map.of()), 1);
    }

    private Path file(Path folder) {
        var part = new byte[MEBIBYTE];
        new Random(plan.mebibytes()).nextBytes(part);
        Path file = folder.resolve("file");
        try (OutputStream output = Files.newOutputStream(file)) {
            for (int i = 0; i < plan.mebibytes(); i++)
                output.write(part);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        return file;
    }

    private void transfers(RoomClient client, WorkerEntry admin, Path file, Path results, BenchRoom room) {
        List<Double> there = new ArrayList<>();
        List<Double> back = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        var heap = new Samples();
        for (int i = 1; i <= plan.runs(); i++) {
            var travel = new Travel();
            long begin = System.nanoTime();
            try (var watch = new HeapWatch(room.base(admin.peerId().value()))) {
                JobResult result = client
                        .run(asLargeAs(admin), Job.of("demo").withInput(file).withOutput(results).replacing(),
                                travel)
                        .result().join();
                requireSame(result, file, results.resolve("file"));
                heap.add(watch.mostMebibytes());
            }
            whole.add((System.nanoTime() - begin) / 1e9);
            there.add(travel.there());
            back.add(travel.back());
            progress.accept("  " + i + " of " + plan.runs() + " " + plan.mebibytes() + " MiB each way: "
                    + Math.round(travel.there()) + " MiB/s there, " + Math.round(travel.back()) + " back");
        }
        rows.accept(RunRows.shown(NAME, "file-to-worker", "mib_per_second", there));
        rows.accept(RunRows.shown(NAME, "file-from-worker", "mib_per_second", back));
        rows.accept(RunRows.shown(NAME, "job-with-" + plan.mebibytes() + "-mib-each-way", "seconds", whole));
        rows.accept(Row.of(NAME, "heap-of-worker-mib", Promise.countAtMost(HEAP_MEBIBYTES_MAX), heap));
        var own = new Samples();
        own.add(Runtime.getRuntime().maxMemory() / MEBIBYTE);
        rows.accept(Row.of(NAME, "heap-of-client-mib-at-most", Promise.countAtMost(HEAP_MEBIBYTES_MAX), own));
    }

    private static void requireSame(JobResult result, Path file, Path copy) {
        try {
            if (!result.isFinished() || Files.mismatch(file, copy) >= 0)
                throw new BenchFailure("The job's result is not what was sent: " + result);
        } catch (IOException missing) {
            throw new BenchFailure("The job's result is missing: " + missing.getMessage());
        }
    }

    /** Asked at the same rate while the admin does nothing else, and while it runs a job whose files travel. */
    private void questions(RoomClient client, WorkerEntry admin, Path file) {
        var loop = new OpenLoop();
        Supplier<Samples> ask = () -> loop.run(plan.perSecond(), plan.length(), number -> {
            var _ = client.discover(WorkerQuery.ALL).thenAccept(answer -> {
                if (admin.peerId().equals(answer.adminPeerId())) loop.arrived(number, System.nanoTime());
            });
        });
        var _ = ask.get();
        List<Samples> idle = new ArrayList<>();
        List<Samples> computing = new ArrayList<>();
        List<Samples> receiving = new ArrayList<>();
        for (int i = 1; i <= plan.runs(); i++) {
            idle.add(ask.get());
            computing.add(during(client.run(asLargeAs(admin), demo(), JobListener.NONE), ask));
            receiving.add(during(client.run(asLargeAs(admin), demo().withInput(file), JobListener.NONE), ask));
            progress.accept("  " + i + " of " + plan.runs() + " p99 of answers: " + p99(idle) + " us idle, "
                    + p99(computing) + " with a job, " + p99(receiving) + " with its files on the way");
        }
        rows.accept(RunRows.latency(NAME, "answers-of-idle-admin", Promise.SHOWN_TIME, idle, 0));
        rows.accept(RunRows.latency(NAME, "answers-of-admin-with-job", ANSWER, computing, 0));
        rows.accept(RunRows.latency(NAME, "answers-while-its-files-travel", Promise.SHOWN_TIME, receiving, 0));
    }

    private static long p99(List<Samples> runs) {
        return runs.getLast().figure(Figure.P99).orElse(-1L);
    }

    private Job demo() {
        return Job.of("demo").withArgument("seconds", Long.toString(plan.length().toSeconds() * 3));
    }

    private static Samples during(RunningJob job, Supplier<Samples> ask) {
        try (job) {
            job.reserved().join();
            return ask.get();
        }
    }
}
