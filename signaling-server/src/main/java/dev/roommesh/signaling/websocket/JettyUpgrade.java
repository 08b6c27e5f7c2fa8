package dev.roommesh.signaling.websocket;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Configurable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.jetty.JettyWebSocketSession;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/**
 * Spring's own strategy for Jetty with one difference: messages arrive in parts, so that one that is too long is read
 * to its end in little memory and answered with an error. Jetty by itself would cut the connection, and the sender
 * might never learn why. No extension is agreed on: compression would cost 120 KB per socket.
 */
final class JettyUpgrade implements RequestUpgradeStrategy {
    private final Consumer<Configurable> settings;

    private final Predicate<WebSocketSession> ending;

    /**
     * @param idle silence after which Jetty ends a socket by itself; longer than any lease
     * @param ending whether a socket is about to end, and what comes on it is dropped
     */
    JettyUpgrade(Duration idle, int partBytes, Predicate<WebSocketSession> ending) {
        this.ending = ending;
        this.settings = socket -> {
            socket.setIdleTimeout(idle);
            socket.setMaxFrameSize(partBytes);
            socket.setAutoFragment(true);
            // Parts are put together here, with a limit of our own.
            socket.setMaxTextMessageSize(-1);
            socket.setMaxBinaryMessageSize(partBytes);
        };
    }

    @Override
    public String[] getSupportedVersions() {
        return new String[]{"13"};
    }

    @Override
    public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
        return List.of();
    }

    @Override
    public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String protocol,
            List<WebSocketExtension> extensions, @Nullable Principal user, WebSocketHandler handler,
            Map<String, Object> attributes) {
        var servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
        var servletResponse = ((ServletServerHttpResponse) response).getServletResponse();
        var container = JettyWebSocketServerContainer.getContainer(servletRequest.getServletContext());
        var listener = new JettyListener(handler, new JettyWebSocketSession(attributes, user), settings,
                ending);
        try {
            container.upgrade((_, upgrade) -> {
                upgrade.setExtensions(List.of());
                if (protocol != null) upgrade.setAcceptedSubProtocol(protocol);
                return listener;
            }, servletRequest, servletResponse);
        } catch (Exception failed) {
            throw new HandshakeFailureException("upgrade failed", failed);
        }
    }
}
