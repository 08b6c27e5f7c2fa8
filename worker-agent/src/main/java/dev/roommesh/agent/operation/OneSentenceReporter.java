package dev.roommesh.agent.operation;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Prints why the worker cannot start as plain sentences, without frame or stack trace. Spring Boot creates it by name. */
public final class OneSentenceReporter implements FailureAnalysisReporter {
    @Override
    public void report(FailureAnalysis analysis) {
        String remedy = analysis.getAction() == null ? "" : " " + analysis.getAction();
        System.err.println((analysis.getDescription() + remedy).replaceAll("\\s+", " ").strip());
    }
}
