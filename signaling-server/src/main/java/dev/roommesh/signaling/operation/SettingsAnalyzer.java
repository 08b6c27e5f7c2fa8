package dev.roommesh.signaling.operation;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says which setting is wrong: the innermost cause is the sentence that says so. Spring Boot creates it by name. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class SettingsAnalyzer extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationPropertiesBindException cause) {
        Throwable innermost = cause;
        while (innermost.getCause() != null)
            innermost = innermost.getCause();
        String sentence = String.valueOf(innermost.getMessage());
        return new FailureAnalysis(
                "A setting is wrong: " + sentence + (sentence.endsWith(".") ? "" : ".") + " Look at docs/OPERATING.md.",
                null, cause);
    }
}
