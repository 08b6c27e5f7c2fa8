package dev.roommesh.signaling.operation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Says once where the server listens: the one line of a start that went well. */
record Listening(Exposure exposure) implements ApplicationListener<WebServerInitializedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        // A port for metrics alone tells nobody where to connect.
        if (event.getApplicationContext().getServerNamespace() != null) return;
        LOG.info("listening port={} local-only={}", event.getWebServer().getPort(), exposure.localOnly());
    }
}
