package dev.roommesh.signaling.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** The door for sockets: whatever the path, for old peers know none, and a proxy before them may add one. */
@Configuration(proxyBeanMethods = false)
class WebSocketConfiguration {
    /** Connections that may wait to be accepted: all workers come back at once after a restart. */
    private static final int ACCEPT_BACKLOG = 1024;
    /** Jetty's own patience; leases end first. */
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int PART_BYTES = 16 * 1024;
    private static final int BEFORE_CONTROLLERS = -1;

    @Bean
    HandlerMapping sockets(SignalingHandler handler) {
        var door = new WebSocketHttpRequestHandler(handler,
                new DefaultHandshakeHandler(new JettyUpgrade(IDLE, PART_BYTES, handler::isEnding)));
        // Pages of other origins get no socket; programs send no origin.
        door.setHandshakeInterceptors(List.of(new OriginHandshakeInterceptor(), new OpenedFrom()));
        var mapping = new WebSocketHandlerMapping();
        mapping.setUrlMap(Map.of("/**", door));
        mapping.setWebSocketUpgradeMatch(true);
        mapping.setOrder(BEFORE_CONTROLLERS);
        return mapping;
    }

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> acceptBacklog() {
        return factory -> factory.addServerCustomizers(server -> {
            for (var connector : server.getConnectors()) {
                if (connector instanceof ServerConnector tcp) tcp.setAcceptQueueSize(ACCEPT_BACKLOG);
            }
        });
    }
}
