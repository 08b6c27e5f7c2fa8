package dev.roommesh.webrtc;

import dev.onvoid.webrtc.RTCIceServer;
import dev.roommesh.model.IceServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which STUN and TURN servers may reach the library. It ends the process when it refuses one (webrtc-java 0.14.0), so
 * whatever it would refuse is left out before.
 */
public final class IceServers {
    /** Addresses in all. */
    public static final int ADDRESSES_MAX = 16;
    /** Characters of a user name, and of a credential. */
    public static final int CREDENTIAL_CHARS_MAX = 256;

    private static final Pattern STUN = Pattern
            .compile("stuns?:(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::(?<port>[0-9]{1,5}))?");
    private static final Pattern TURN = Pattern.compile("turns?:(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])"
            + "(?::(?<port>[0-9]{1,5}))?(?:\\?transport=(?:udp|tcp))?");
    private static final int PORT_MAX = 65_535;

    private IceServers() {}

    /** Those that can be used; the addresses of the others go to {@code leftOut}. */
    public static List<IceServer> usable(List<IceServer> servers, List<String> leftOut) {
        List<IceServer> usable = new ArrayList<>();
        int room = ADDRESSES_MAX;
        for (IceServer server : servers) {
            List<String> urls = new ArrayList<>();
            for (String url : server.urls()) {
                boolean fits = urls.size() < room && isUsable(url, server);
                (fits ? urls : leftOut).add(url);
            }
            room -= urls.size();
            if (!urls.isEmpty()) usable.add(new IceServer(urls, server.username(), server.credential()));
        }
        return usable;
    }

    private static boolean isUsable(String url, IceServer server) {
        return hasForm(STUN, url)
                || (hasForm(TURN, url) && isCredential(server.username()) && isCredential(server.credential()));
    }

    private static boolean hasForm(Pattern form, String url) {
        Matcher matcher = form.matcher(url);
        if (!matcher.matches()) return false;
        String port = matcher.group("port");
        return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= PORT_MAX);
    }

    private static boolean isCredential(@Nullable String text) {
        return text != null && !text.isEmpty() && text.length() <= CREDENTIAL_CHARS_MAX;
    }

    static RTCIceServer toNative(IceServer server) {
        var converted = new RTCIceServer();
        converted.urls = server.urls();
        converted.username = server.username() == null ? "" : server.username();
        converted.password = server.credential() == null ? "" : server.credential();
        return converted;
    }
}
