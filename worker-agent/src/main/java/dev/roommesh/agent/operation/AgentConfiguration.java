package dev.roommesh.agent.operation;

import dev.roommesh.agent.jobs.JobsProperties;
import dev.roommesh.agent.loop.SteadyClock;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Turns the configuration into the worker's parts. */
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {
    private static final int HOST_CHARS_MAX = 40;

    @Bean
    InstantSource clock() {
        return new SteadyClock();
    }

    @Bean
    RoomId room(WorkerProperties properties) {
        return new RoomId(properties.room());
    }

    /** Two workers of one host must not take each other's place, so a name that nobody chose has a random end. */
    @Bean
    PeerId self(WorkerProperties properties) {
        return properties.peer().orElseGet(() -> {
            byte[] suffix = new byte[3];
            new SecureRandom().nextBytes(suffix);
            String host = OwnProfile.hostname().replaceAll("[^A-Za-z0-9.-]", "-");
            String shortened = host.length() > HOST_CHARS_MAX ? host.substring(0, HOST_CHARS_MAX) : host;
            return new PeerId(shortened + "-" + HexFormat.of().formatHex(suffix));
        });
    }

    @Bean
    OwnProfile ownProfile(WorkerProperties properties) {
        return OwnProfile.of(properties);
    }

    @Bean
    PublishedView publishedView() {
        return new PublishedView();
    }

    @Bean
    RoomMetrics roomMetrics(PublishedView view) {
        return new RoomMetrics(view);
    }

    @Bean
    Ending ending() {
        return new Ending();
    }

    @Bean
    ConclusionRecord conclusionRecord(MeterRegistry registry, PeerId self, RoomId room) {
        return new ConclusionRecord(registry, self, room.value());
    }

    @Bean
    AgentRuntime agentRuntime(WorkerProperties properties, PeerId self, OwnProfile profile, PublishedView view,
            ConclusionRecord record, InstantSource clock, RegistryFlag registry, JobsProperties jobs,
            MeterRegistry metrics, Ending ending) {
        // What makes no sense there is said before anything starts.
        var _ = jobs.templates();
        return new AgentRuntime(properties, self, profile, view, record, clock, registry, jobs, metrics, ending);
    }

    @Bean
    RegistryFlag registryFlag(Environment environment) {
        String set = environment.getProperty(RegistryFlag.VARIABLE);
        if (set != null && !set.matches("true|false"))
            throw new IllegalArgumentException(RegistryFlag.VARIABLE + " is " + set + ", must be true or false.");
        return new RegistryFlag(set == null ? null : Boolean.valueOf(set));
    }

    @Bean
    TransportMetrics transportMetrics(AgentRuntime runtime) {
        return new TransportMetrics(runtime::transportRotations);
    }

    @Bean
    MessageMetrics messageMetrics(AgentRuntime runtime) {
        return new MessageMetrics(runtime::messagesReceived);
    }

    @Bean
    DirectMetrics directMetrics(AgentRuntime runtime) {
        return new DirectMetrics(runtime::directClients);
    }

    @Bean
    RegistrationMetrics registrationMetrics(AgentRuntime runtime, RegistryFlag registry) {
        return new RegistrationMetrics(runtime::isRegistered, () -> registry.standing().enabled());
    }

    @Bean
    MeshHealthIndicator meshHealthIndicator(PublishedView view, AgentRuntime runtime,
            RegistryFlag registry) {
        return new MeshHealthIndicator(view, runtime::isRegistered, registry);
    }

    @Bean
    FeatureFlagsEndpoint featureFlagsEndpoint(RegistryFlag registry) {
        return new FeatureFlagsEndpoint(registry);
    }
}
