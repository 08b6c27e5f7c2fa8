package dev.roommesh.agent.operation;

import dev.roommesh.webrtc.WebRtcUnavailable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one sentence why a worker cannot start. Spring Boot creates it by name. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartAnalyzer implements FailureAnalyzer {
    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException taken) {
                return new FailureAnalysis("Port " + taken.getPort() + " is taken: choose another one with --http-port,"
                        + " or 0 for any that is free.", null, failure);
            }
            if (cause instanceof WebRtcUnavailable || cause instanceof IllegalArgumentException) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), null, failure);
            }
        }
        Throwable root = failure;
        while (root.getCause() != null)
            root = root.getCause();
        return new FailureAnalysis("The worker cannot start: " + root.getMessage(), null, failure);
    }
}
