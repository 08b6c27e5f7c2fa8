package dev.roommesh.client.doctor;

import dev.roommesh.model.IceServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether workers on this machine would find addresses for their links: its own, and by the room's STUN and TURN servers. */
final class IceCheck {
    /** How long one try may take; a request over UDP may get lost. */
    static final Duration TRY_LIMIT = Duration.ofMillis(500);
    static final int TRIES = 3;
    /** Servers that are looked at. */
    static final int SERVERS_MAX = 16;

    private static final String ICE = "ice";
    private static final Pattern URL = Pattern.compile("(stun|turn)s?:([^:?]+|\\[[^]]+])(?::(\\d{1,5}))?(\\?.*)?");
    private static final int STUN_PORT = 3478;
    /** RFC 8489, section 5: the type of a request, no attributes, the magic cookie, and an id of chance. */
    private static final int HEADER_BYTES = 20;
    private static final short BINDING_REQUEST = 0x0001;
    private static final short BINDING_RESPONSE = 0x0101;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int TRANSACTION_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private IceCheck() {}

    static List<Finding> of(List<IceServer> servers) {
        List<Finding> findings = new ArrayList<>();
        findings.add(ownAddresses());
        servers.stream().flatMap(server -> server.urls().stream()).limit(SERVERS_MAX).map(IceCheck::server)
                .forEach(findings::add);
        if (servers.isEmpty())
            findings.add(
                    Finding.ok(ICE, "The server names no STUN or TURN servers: links use the machines' own addresses,"
                            + " which must reach one another over UDP."));
        return findings;
    }

    private static Finding ownAddresses() {
        try {
            List<String> names = new ArrayList<>();
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces()))
                if (each.isUp() && !each.isLoopback() && each.getInetAddresses().hasMoreElements())
                    names.add(each.getName());
            return names.isEmpty()
                    ? Finding.warning(ICE,
                            "This machine has a loopback interface alone, on which WebRTC finds no address.",
                            "Bring up another one with an address, if workers are to run here.")
                    : Finding.ok(ICE, "WebRTC would use the addresses of " + String.join(", ", names) + ".");
        } catch (SocketException unreadable) {
            return Finding.skipped(ICE, "The interfaces of this machine cannot be read.");
        }
    }

    /** A server answers a binding request to whomever, TURN servers as well. */
    private static Finding server(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches())
            return Finding.warning(ICE, url + " is no address of a STUN or TURN server.",
                    "Mend roommesh.ice-servers at the signaling server.");
        boolean overTcp = url.startsWith("stuns:") || url.startsWith("turns:") || url.contains("transport=tcp");
        if (overTcp) return Finding.skipped(ICE, url + " is reached over TCP, which is not tried here.");
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = parts.group(3) == null ? STUN_PORT : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65_535)
            return Finding.warning(ICE, url + " names no port that there is.",
                    "Mend roommesh.ice-servers at the signaling server.");
        return answers(host, port)
                ? Finding.ok(ICE, url + " answers.")
                : Finding.failure(ICE, url + " does not answer over UDP.",
                        "Workers that reach one another by its help alone will not: start it, or let UDP to it through.");
    }

    private static boolean answers(String host, int port) {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) return false;
        byte[] transaction = new byte[TRANSACTION_BYTES];
        RANDOM.nextBytes(transaction);
        byte[] request = ByteBuffer.allocate(HEADER_BYTES).putShort(BINDING_REQUEST).putShort((short) 0)
                .putInt(MAGIC_COOKIE).put(transaction).array();
        for (int i = 0; i < TRIES; i++) {
            try (var socket = new DatagramSocket()) {
                socket.setSoTimeout(Math.toIntExact(TRY_LIMIT.toMillis()));
                socket.connect(address);
                socket.send(new DatagramPacket(request, request.length));
                var answer = new DatagramPacket(new byte[1024], 1024);
                socket.receive(answer);
                if (isResponse(answer, transaction)) return true;
            } catch (IOException silent) {
                // Another try.
            }
        }
        return false;
    }

    private static boolean isResponse(DatagramPacket packet, byte[] transaction) {
        if (packet.getLength() < HEADER_BYTES) return false;
        ByteBuffer header = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        boolean isResponse = header.getShort() == BINDING_RESPONSE;
        header.getShort();
        byte[] id = new byte[TRANSACTION_BYTES];
        return isResponse && header.getInt() == MAGIC_COOKIE && header.get(id).position() == HEADER_BYTES
                && java.util.Arrays.equals(id, transaction);
    }
}
