package dev.roommesh.signaling;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the signaling server. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class SignalingServer {
    /** Ends with exit code 1 and one sentence on the standard error stream when the server cannot start. */
    public static void main(String[] args) {
        SpringApplication.run(SignalingServer.class, args);
    }
}
