package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.RequestId;
import dev.roommesh.signaling.room.Rooms;

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

    /**
     * Passes a worker's answer on where another server asked for it: the id of a question is a letter, the name of the
     * server that asks, a hyphen, and what tells its questions apart.
     *
     * @return whether it was another's question; then nobody waits for the answer here
     */
    default boolean passOn(RequestId question, Sender worker, Rooms rooms, FromPeer answer) {
        String id = question.value();
        int name = id.indexOf('-');
        boolean isAnothers = name > 1 && !id.substring(1, name).equals(here());
        boolean isWorker = isAnothers
                && rooms.view(worker.room()).flatMap(room -> room.worker(worker.peer())).isPresent();
        if (isWorker) answered(id.substring(1, name), worker, answer);
        return isAnothers;
    }

    /** A worker that is connected here has answered another server, which asked it for something. */
    void answered(String server, Sender worker, FromPeer answer);
}
