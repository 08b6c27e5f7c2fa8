package dev.roommesh.signaling.operation;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says that the port is taken. Spring Boot creates it by name. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class PortTakenAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        return new FailureAnalysis("Port " + cause.getPort()
                + " is taken: end the process that listens there, or choose another port with --server.port=NUMBER"
                + " (or --roommesh.old-peers.ports).",
                null, cause);
    }
}
