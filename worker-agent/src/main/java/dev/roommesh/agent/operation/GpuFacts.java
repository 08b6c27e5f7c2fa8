package dev.roommesh.agent.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The machine's largest GPU, as {@code nvidia-smi} tells it.
 *
 * @param memoryMb in MiB
 * @param model the GPU's name
 * @param count how many GPUs the machine has
 */
record GpuFacts(long memoryMb, String model, int count) {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final int OUTPUT_BYTES_MAX = 64 * 1024;
    private static final List<String> COMMAND = List.of("nvidia-smi", "--query-gpu=memory.total,name",
            "--format=csv,noheader,nounits");

    /** Asks the machine. Empty where it has no such GPU, or its driver does not answer. */
    static Optional<GpuFacts> ofMachine() {
        return of(COMMAND, ANSWER_LIMIT);
    }

    static Optional<GpuFacts> of(List<String> command, Duration limit) {
        try {
            Process asked = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            // Its end comes first: to read from a driver that hangs would hang as well. What it says fits into the pipe.
            if (!asked.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                asked.destroyForcibly();
                return Optional.empty();
            }
            byte[] output = asked.getInputStream().readNBytes(OUTPUT_BYTES_MAX);
            return asked.exitValue() == 0 ? parse(new String(output, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** @param csv a line for each GPU: its memory in MiB, a comma, its name */
    static Optional<GpuFacts> parse(String csv) {
        List<GpuFacts> gpus = csv.lines().map(GpuFacts::ofLine).flatMap(Optional::stream).toList();
        return gpus.stream().max(Comparator.comparingLong(GpuFacts::memoryMb))
                .map(largest -> new GpuFacts(largest.memoryMb(), largest.model(), gpus.size()));
    }

    private static Optional<GpuFacts> ofLine(String line) {
        String[] fields = line.split(",", 2);
        if (fields.length < 2 || !fields[0].strip().matches("[0-9]{1,9}")) return Optional.empty();
        return Optional.of(new GpuFacts(Long.parseLong(fields[0].strip()), fields[1].strip(), 1));
    }
}
