package dev.roommesh.signaling.oldpeer;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.FromServer;
import java.util.Optional;

/** Of peers that know all words, and pass over what they do not know; of every socket until somebody registers there. */
public record TodaysDialect() implements Dialect {
    @Override
    public Decoded<Claimed> heard(String text, SignalCodec codec) {
        return codec.decodeFromPeer(text);
    }

    @Override
    public boolean passesOver(Decoded.Cause cause) {
        return false;
    }

    @Override
    public Optional<FromServer> said(FromServer message) {
        return Optional.of(message);
    }

    @Override
    public Farewell farewell(FromServer.Refused last) {
        return Farewell.SAID;
    }
}
