package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator does at the command line, with a real server and worker. */
class RoomsIT {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\",\"token_id\":\"([^\"]+)\"");

    @Test
    void aTokenOfTheRoomLetsAClientInUntilItIsRevoked() {
        try (Cluster cluster = Cluster.up(1)) {
            String server = cluster.facts().http().toString();
            String room = cluster.facts().room().value();
            Shell.Outcome made = cluster.shell().roommesh("rooms", "token", room, "--role", "client", "--for", "1h",
                    "--json");
            assertThat(made.exitCode()).as(made.output()).isZero();
            Matcher token = TOKEN.matcher(made.output());
            assertThat(token.find()).as(made.output()).isTrue();

            String[] workers = {"workers", "--server", server, "--room", room, "--token", token.group(1)};
            assertThat(cluster.shell().roommesh(workers).output()).contains("1 of 1 workers");
            assertThat(cluster.shell().roommesh("rooms", "revoke", room, token.group(2)).output())
                    .contains("Revoked " + token.group(2));
            Shell.Outcome after = cluster.shell().roommesh(workers);
            assertThat(after.exitCode()).isEqualTo(1);
            assertThat(after.output()).contains("The server refused the token").doesNotContain("\tat ");

            Shell.Outcome other = cluster.shell().roommesh("rooms", "create");
            assertThat(other.exitCode()).as(other.output()).isZero();
            assertThat(other.output()).contains("room ", "token ", "token_id ");
            assertThat(cluster.shell().roommesh("rooms", "token", "no/room").exitCode()).isEqualTo(2);
            assertThat(cluster.shell().roommesh("rooms", "token", room, "--role", "king").output())
                    .contains("role is any, worker or client");
            assertThat(cluster.shell().roommesh("rooms", "list").output()).contains("ROOM", room);
            assertThat(cluster.shell().roommesh("rooms", "show", room).output())
                    .containsPattern("1 worker and \\d client").containsPattern("(?m)^\\* worker-1 +worker +available");
            assertThat(cluster.shell().roommesh("completion").output()).contains("complete -F", "reserve");
        }
    }

    @Test
    void aWorkerThatIsDeadIsForgottenByHandAndOneThatLivesIsNot() {
        try (Cluster cluster = Cluster.up(3)) {
            Worker gone = cluster.worker(1);
            String[] forget = {"doctor", "--forget", gone.name()};
            cluster.awaitRoom(Duration.ofSeconds(30), cluster.workers(), room -> room.roster().size() == 3);
            Shell.Outcome alive = cluster.shell().roommesh(forget);
            assertThat(alive.exitCode()).isEqualTo(1);
            assertThat(alive.output()).contains("is alive").contains("Stop it first");

            Signals.send(gone.pid(), "KILL");
            await().atMost(Duration.ofSeconds(20)).until(() -> cluster.shell().roommesh(forget).exitCode() == 0);
            cluster.awaitRoom(Duration.ofSeconds(5), cluster.workers().subList(1, 3),
                    room -> room.roster().size() == 2 && !room.roster().has(gone.peerId()));
            assertThat(cluster.shell().roommesh(forget).output()).contains("there is nothing to do");
        }
    }

    @Test
    void aRoomThatIsEndedEndsItsWorkers() {
        try (Cluster cluster = Cluster.up(2)) {
            String room = cluster.facts().room().value();
            Shell.Outcome unsure = cluster.shell().roommesh("rooms", "delete", room);
            assertThat(unsure.exitCode()).isEqualTo(2);
            assertThat(unsure.output()).contains("give --yes");
            Shell.Outcome ended = cluster.shell().roommesh("rooms", "delete", room, "--yes");
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("Ended " + room + ": 2 workers and ");
            // Each leaves the other and ends by itself.
            for (Worker worker : cluster.workers())
                await(worker.name()).atMost(Duration.ofSeconds(20)).until(() -> worker.room().isEmpty());
            assertThat(cluster.shell().roommesh("workers").exitCode()).isEqualTo(1);
            assertThat(cluster.shell().roommesh("rooms", "show", room).exitCode()).isEqualTo(1);
        }
    }
}
