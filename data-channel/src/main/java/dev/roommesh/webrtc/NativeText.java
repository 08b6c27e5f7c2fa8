package dev.roommesh.webrtc;

/**
 * Which text may go to the native library. It uses its own error messages as formats (of C's {@code printf}), and quotes
 * in them what it could not read: so a {@code %n} in a peer's description writes into this process's memory. No session
 * description, candidate or server's address that WebRTC makes has a percent sign.
 */
public final class NativeText {
    private NativeText() {}

    public static boolean isSafe(String text) {
        return text.indexOf('%') < 0;
    }
}
