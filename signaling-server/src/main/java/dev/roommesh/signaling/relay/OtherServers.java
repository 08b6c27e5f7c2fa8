package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromPeer;

/** The servers that share rooms with this one. */
public interface OtherServers {
    /** For a server alone. */
    OtherServers NONE = new OtherServers() {
        @Override
        public String here() {
            return "";
        }

        @Override
        public void answered(String server, Sender worker, FromPeer answer) {
            // Nobody asked it.
        }
    };

    /** What this server is called among them; no hyphen is in it. */
    String here();

    /** A worker that is connected here has answered another server, which asked it for something. */
    void answered(String server, Sender worker, FromPeer answer);
}
