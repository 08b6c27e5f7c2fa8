package dev.roommesh.signaling.websocket;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Notes from which address a socket is opened; behind a proxy that is trusted, as the proxy has it. */
final class OpenedFrom implements HandshakeInterceptor {
    private static final String ADDRESS = OpenedFrom.class.getName();
    private static final String UNKNOWN = "unknown";

    static String of(WebSocketSession session) {
        return session.getAttributes().get(ADDRESS) instanceof String address ? address : UNKNOWN;
    }

    @Override
    public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
            Map<String, Object> attributes) {
        if (request instanceof ServletServerHttpRequest servlet)
            attributes.put(ADDRESS, servlet.getServletRequest().getRemoteAddr());
        return true;
    }

    @Override
    public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
            @Nullable Exception failure) {}
}
