package dev.roommesh.client.cli;

/** Says how many are in a room. */
final class Crowd {
    private Crowd() {}

    static String of(int workers, int clients) {
        return workers + (workers == 1 ? " worker and " : " workers and ") + clients
                + (clients == 1 ? " client" : " clients");
    }
}
