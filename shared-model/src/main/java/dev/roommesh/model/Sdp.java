package dev.roommesh.model;

/** A session description as WebRTC's JavaScript API writes it: {@code type} is {@code offer} or {@code answer}. */
public record Sdp(String type, String sdp) {
    public Sdp {
        Limits.requireSdp(sdp);
    }
}
