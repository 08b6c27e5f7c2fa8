package dev.roommesh.agent.automerge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which automerge names changes; every JDK has it. */
final class Sha256 {
    static final int BYTES = 32;

    private Sha256() {}

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java lacks SHA-256", missing);
        }
    }
}
