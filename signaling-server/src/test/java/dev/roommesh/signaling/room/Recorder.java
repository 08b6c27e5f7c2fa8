package dev.roommesh.signaling.room;

import dev.roommesh.model.FromServer;
import java.util.ArrayList;
import java.util.List;

/** A connection to nobody, which keeps what it was told. */
public final class Recorder implements Connection {
    private final List<FromServer> heard = new ArrayList<>();
    private boolean ended;
    private boolean behind;

    @Override
    public synchronized void send(FromServer message) {
        heard.add(message);
    }

    @Override
    public synchronized void endWith(FromServer.Refused last) {
        heard.add(last);
        ended = true;
    }

    @Override
    public synchronized void end(String reason) {
        ended = true;
    }

    @Override
    public synchronized boolean isBehind() {
        return behind;
    }

    /** Whether much waits to be read. */
    public synchronized void setBehind(boolean much) {
        behind = much;
    }

    /** What it was told since the last call. */
    public synchronized List<FromServer> take() {
        List<FromServer> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    public synchronized boolean hasEnded() {
        return ended;
    }
}
