package dev.roommesh.webrtc;

/** The native library cannot be used on this machine; the message is one sentence with the remedy. */
public final class WebRtcUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String PACKAGES = "libpulse0 libx11-6 libxfixes3 libxrandr2 libxcomposite1 libdbus-1-3 libudev1";

    WebRtcUnavailable(LinkageError cause) {
        super("The WebRTC library does not load (" + innermost(cause)
                + "): on Debian or Ubuntu install what it needs"
                + " with \"apt-get install " + PACKAGES + "\".", cause);
    }

    private static String innermost(Throwable error) {
        Throwable inner = error;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage());
    }
}
