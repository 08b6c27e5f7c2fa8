package dev.roommesh.agent;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts a worker: the options of the command line, then the parts. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class WorkerAgent {
    /** Ends with exit code 2 for options that make no sense, 3 where the server refuses, 1 for other troubles. */
    public static void main(String[] args) {
        int code = WorkerCommand.commandLine(System.getenv(), WorkerAgent::run).execute(args);
        if (code != 0) System.exit(code);
    }

    private static void run(String[] springArguments) {
        SpringApplication.run(WorkerAgent.class, springArguments);
    }
}
