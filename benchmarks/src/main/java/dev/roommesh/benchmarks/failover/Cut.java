package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Network;
import dev.roommesh.benchmarks.room.SplitNetwork;
import dev.roommesh.benchmarks.room.SplitNetwork.Server;
import dev.roommesh.model.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Three of ten are cut off, the admin among them.
 *
 * @param server where the signaling server stays reachable; side B are the three
 */
record Cut(Server server) implements Scenario {
    private static final int CUT_OFF = 3;
    /** Long enough that both ends close the links. */
    private static final Duration CUT_FOR = Duration.ofSeconds(8);

    @Override
    public String name() {
        return switch (server) {
            case SIDE_A -> "cut-server-with-seven";
            case SIDE_B -> "cut-server-with-three";
            case BOTH -> "cut-server-with-all";
        };
    }

    @Override
    public String what() {
        return "three of ten are cut off, the admin among them; " + switch (server) {
            case SIDE_A -> "the seven reach the server";
            case SIDE_B -> "the three reach the server";
            case BOTH -> "all reach the server";
        };
    }

    @Override
    public Map<String, Promise> promises() {
        Map<String, Promise> promises = new LinkedHashMap<>();
        promises.put("new-admin-of-seven", Promise.max(Duration.ofSeconds(2)));
        promises.put("three-say-so", Promise.max(Duration.ofSeconds(5)));
        promises.put("one-room-after-heal", Promise.max(Duration.ofSeconds(5)));
        promises.put("mesh-after-heal", Promise.SHOWN_TIME);
        promises.put("removed-from-roster", Promise.countAtMost(0));
        return promises;
    }

    @Override
    public boolean needsOwnNetwork() {
        return true;
    }

    @Override
    public Network network(List<String> workers) {
        return new SplitNetwork(workers);
    }

    @Override
    public void prepare(BenchRoom room) {
        room.splitNetwork().sort(three(room));
    }

    @Override
    public void repeat(BenchRoom room, Findings findings) {
        List<String> three = three(room);
        List<String> seven = room.others(three.toArray(String[]::new));
        // The office may have been handed over since the workers were sorted.
        room.splitNetwork().sort(three);
        long at = System.nanoTime();
        room.splitNetwork().cut(server);
        room.observer().did("cuts off " + three, at);
        var named = room.observer().expect(picture -> picture.actingAdmin(seven).isPresent());
        var said = room.observer().expect(picture -> picture.allInMode(three, cutOffModes()));
        findings.time("new-admin-of-seven", at, named.await(UNSEEN_AFTER));
        findings.time("three-say-so", at, said.await(UNSEEN_AFTER));
        BenchRoom.pause(CUT_FOR.minusNanos(System.nanoTime() - at));
        long healed = System.nanoTime();
        room.splitNetwork().heal();
        room.observer().did("heals", healed);
        var one = room.observer().expect(picture -> picture.isOneRoom(room.workers()));
        var whole = room.observer().expect(picture -> picture.isWhole(room.workers()));
        findings.time("one-room-after-heal", healed, one.await(UNSEEN_AFTER));
        findings.time("mesh-after-heal", healed, whole.await(UNSEEN_AFTER));
        findings.count("removed-from-roster", Offices.removed(room.observer().since(at), room.workers().size()));
    }

    /** The server says that somebody is gone only once its lease has ended, which may be later than the heal. */
    private Set<Mode> cutOffModes() {
        return server == Server.SIDE_B ? Set.of(Mode.READ_ONLY, Mode.CARETAKER) : Set.of(Mode.READ_ONLY);
    }

    private static List<String> three(BenchRoom room) {
        String admin = room.admin();
        List<String> three = new ArrayList<>(List.of(admin));
        three.addAll(room.others(admin).subList(0, CUT_OFF - 1));
        return three;
    }
}
