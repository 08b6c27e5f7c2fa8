package dev.roommesh.benchmarks.room;

/** Something that keeps a benchmark from measuring; its message is one sentence for a person. */
public final class BenchFailure extends RuntimeException {
    public BenchFailure(String sentence) {
        super(sentence);
    }
}
