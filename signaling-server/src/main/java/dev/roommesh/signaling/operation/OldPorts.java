package dev.roommesh.signaling.operation;

import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Listens on the ports that old peers know, too, at the address of the first one; each serves everything. */
@Order(Ordered.HIGHEST_PRECEDENCE)
record OldPorts(List<Integer> ports) implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {
    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.addServerCustomizers(server -> {
            if (!(server.getConnectors()[0] instanceof ServerConnector first))
                throw new IllegalStateException("the server has no port");
            ports.forEach(port -> server.addConnector(beside(first, server, port)));
        });
    }

    private static Connector beside(ServerConnector first, Server server, int port) {
        HttpConfiguration settings = first.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(new HttpConfiguration(settings)));
        connector.setHost(first.getHost());
        connector.setPort(port);
        connector.setIdleTimeout(first.getIdleTimeout());
        return connector;
    }
}
