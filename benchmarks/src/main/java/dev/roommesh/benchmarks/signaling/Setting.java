package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.Row;
import dev.roommesh.client.local.Programs;
import java.util.function.Consumer;

/**
 * What each part measures with.
 *
 * @param rows takes each row as soon as it is there
 * @param progress takes sentences for a person
 */
record Setting(Programs programs, SignalingPlan plan, Consumer<Row> rows, Consumer<String> progress) {}
