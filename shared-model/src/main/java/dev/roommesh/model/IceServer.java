package dev.roommesh.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** A STUN or TURN server that peers may use; {@code username} and {@code credential} for TURN alone. */
public record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {
    public IceServer {
        urls = List.copyOf(urls);
    }
}
