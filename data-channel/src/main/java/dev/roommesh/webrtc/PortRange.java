package dev.roommesh.webrtc;

/**
 * The UDP ports that links may use on this machine, both ends included. A link takes one port for each address of the
 * machine.
 */
public record PortRange(int min, int max) {
    /** Whatever the system gives. */
    public static final PortRange ANY = new PortRange(0, 0);

    public PortRange {
        boolean any = min == 0 && max == 0;
        if (!any && (min < 1024 || max > 65_535 || min > max))
            throw new IllegalArgumentException("a range of ports lies within 1024 to 65535, not " + min + " to " + max);
    }
}
