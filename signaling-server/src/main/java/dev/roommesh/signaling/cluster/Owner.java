package dev.roommesh.signaling.cluster;

/**
 * Whose a place in a room is: one socket of one server. Neither name has a space.
 *
 * @param server as it calls itself for the life of its process
 * @param socket of that server; never used again
 */
record Owner(String server, String socket) {
    /** As the engine has it. */
    @Override
    public String toString() {
        return server + " " + socket;
    }
}
