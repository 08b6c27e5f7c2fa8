package dev.roommesh.client;

import dev.roommesh.model.WatchUpdate;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One watch on one connection.
 *
 * @param sink takes what comes, in order; must not block
 * @param over why no more will come; completed by whoever knows first
 */
record WatchFeed(Consumer<WatchUpdate> sink, CompletableFuture<ClientFailure> over) {}
