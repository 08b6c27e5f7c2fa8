package dev.roommesh.model;

/** A session description as WebRTC's JavaScript API writes it: {@code type} is {@code offer} or {@code answer}. */
public record Sdp(String type, String sdp) {
    public Sdp {
        if (sdp.length() > Limits.SDP_CHARS_MAX)
            throw new IllegalArgumentException(
                    "a session description has at most " + Limits.SDP_CHARS_MAX + " characters");
    }
}
