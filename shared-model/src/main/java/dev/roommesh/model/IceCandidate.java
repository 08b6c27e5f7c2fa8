package dev.roommesh.model;

/**
 * An ICE candidate as WebRTC's JavaScript API writes it.
 *
 * @param candidate the candidate-attribute of RFC 8839, at most {@link Limits#CANDIDATE_CHARS_MAX} characters
 * @param sdpMid the media section, by its name
 * @param sdpMLineIndex the media section, by its place
 */
public record IceCandidate(String candidate, String sdpMid, int sdpMLineIndex) {
    public IceCandidate {
        if (candidate.length() > Limits.CANDIDATE_CHARS_MAX || sdpMid.length() > Limits.CANDIDATE_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "an ICE candidate has at most " + Limits.CANDIDATE_CHARS_MAX + " characters");
        }
    }
}
