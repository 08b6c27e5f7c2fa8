package dev.roommesh.signaling.token;

import dev.roommesh.model.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** As what a token lets its holder in. */
public enum TokenRole {
    ANY, WORKER, CLIENT;

    /** On the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TokenRole> ofWord(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** Whoever is no worker is a client, for all that tokens care. */
    public boolean allows(Role role) {
        return this == ANY || (this == WORKER) == (role == Role.WORKER);
    }
}
