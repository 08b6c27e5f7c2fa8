package dev.roommesh.signaling.oldpeer;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.FromServer;
import java.util.Optional;

/** How the peer on a socket speaks and is spoken to. Safe for many threads. */
public sealed interface Dialect permits OldDialect, TodaysDialect {
    /** How the last word to a peer is said. */
    enum Farewell {
        /** It is told why, and its socket ends. */
        SAID,
        /** Its socket ends without a word. */
        SILENT,
        /** It is told nothing, and its socket stays. */
        LEFT_OUT
    }

    /** What a text means. */
    Decoded<Claimed> heard(String text, SignalCodec codec);

    /** Whether what cannot be understood for this cause is passed over, and is no fault. */
    boolean passesOver(Decoded.Cause cause);

    /** A message as the peer is told it; empty where it is better not told. */
    Optional<FromServer> said(FromServer message);

    Farewell farewell(FromServer.Refused last);

    default boolean isOld() {
        return this instanceof OldDialect;
    }
}
