package dev.roommesh.signaling.operation;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Which of Actuator's endpoints are shown where nobody has configured it: metrics, version and flags only to this machine,
 * health to everybody who can connect. Spring Boot creates it by name.
 */
public final class ShownEndpoints implements EnvironmentPostProcessor {
    private static final String READY = "management.endpoint.health.group.readiness.include";
    private static final String SHOWN = "management.endpoints.web.exposure.include";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Binder settings = Binder.get(environment);
        boolean ownPort = settings.bind("management.server.port", Integer.class).isBound();
        InetAddress address = settings
                .bind(ownPort ? "management.server.address" : "server.address", InetAddress.class).orElse(null);
        String shown = Exposure.of(address).localOnly() ? "health,info,prometheus,featureflags" : "health";
        Map<String, Object> usual = new HashMap<>(Map.of(SHOWN, shown));
        // A server of several can take nobody in while it does not reach what they share.
        if (settings.bind("roommesh.engine", String.class).isBound()) usual.put(READY, "readinessState,engine");
        // Last, so that whatever an operator sets stands above it.
        environment.getPropertySources().addLast(new MapPropertySource("shown-endpoints", usual));
    }
}
