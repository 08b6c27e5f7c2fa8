package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Hosts with a network namespace each, joined by a bridge in the test's own. What goes wrong between them is a rule at
 * the receiving end, so that no sender is told. What the test itself asks over 127.0.0.1 always gets through.
 */
final class Lan implements AutoCloseable {
    private static final String SERVER = "10.78.0.1";
    private static final String OBSERVER = "10.78.0.254";
    private static final String PROGRAMS = "for p in ip iptables unshare nsenter; do command -v $p >/dev/null || exit 1; done";
    private static final String BRIDGE = """
            ip link add rmbr type bridge
            ip addr add $SERVER/24 dev rmbr
            ip addr add $OBSERVER/24 dev rmbr
            ip link set rmbr up
            echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
            iptables -w 10 -t nat -A POSTROUTING -s 127.0.0.0/8 -o rmbr -j SNAT --to-source $OBSERVER
            iptables -w 10 -t nat -A PREROUTING -i rmbr -p tcp -d $SERVER -j DNAT --to-destination 127.0.0.1
            iptables -w 10 -N cuts
            iptables -w 10 -A INPUT -i rmbr -p tcp ! --sport $PORTS -j cuts""";
    private static final String NO_BRIDGE = """
            ip link del rmbr
            iptables -w 10 -t nat -F
            iptables -w 10 -F
            iptables -w 10 -X cuts""";
    private static final String CABLE = """
            ip link add rmh$HOST type veth peer name eth0 netns $HOLDER
            ip link set rmh$HOST master rmbr up
            iptables -w 10 -t nat -A OUTPUT -p tcp -d 127.0.0.1 --dport $PORT -j DNAT --to-destination $ADDRESS""";
    private static final String INSIDE = """
            ip link set lo up
            ip addr add $ADDRESS/24 dev eth0
            ip link set eth0 up
            echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
            iptables -w 10 -t nat -A PREROUTING -p tcp --dport $PORT -j DNAT --to-destination 127.0.0.1
            iptables -w 10 -N cuts
            iptables -w 10 -A INPUT -i eth0 ! -s $OBSERVER -j cuts""";
    private static final int PORTS = 21_000;

    private final List<Process> hosts = new ArrayList<>();

    /** @param count of hosts, 1 to 10; they are called by their numbers, from 1 */
    Lan(int count) {
        assertPossible();
        run(List.of(), BRIDGE, Map.of("PORTS", PORTS + ":" + (PORTS + count)));
        try {
            for (int host = 1; host <= count; host++)
                plug(host);
        } catch (IOException refused) {
            close();
            throw new UncheckedIOException(refused);
        }
    }

    private void plug(int host) throws IOException {
        // Its namespace lasts as long as the process, which ends with its standard input.
        Process holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; exec cat").start();
        hosts.add(holder);
        assertThat(holder.getInputStream().read()).as("a network namespace for host %d", host).isEqualTo('\n');
        Map<String, String> facts = Map.of("HOST", Integer.toString(host), "HOLDER", Long.toString(holder.pid()),
                "PORT",
                Integer.toString(httpPort(host)), "ADDRESS", address(host));
        run(List.of(), CABLE, facts);
        run(at(host), INSIDE, facts);
    }

    /** The command that runs another one at a host. */
    List<String> at(int host) {
        return List.of("nsenter", "--target", Long.toString(hosts.get(host - 1).pid()), "--net");
    }

    /** Where a worker of this host must listen for the test to reach it on 127.0.0.1. */
    int httpPort(int host) {
        return PORTS + host;
    }

    /** The address at which every host reaches what listens on 127.0.0.1 here. */
    String server() {
        return SERVER;
    }

    /** Each packet between hosts, or from a host to the server or back, is lost with this probability. */
    void lose(double probability) {
        String rule = "iptables -w 10 -A cuts -m statistic --mode random --probability " + probability + " -j DROP";
        run(List.of(), rule);
        for (int host = 1; host <= hosts.size(); host++)
            run(at(host), rule);
    }

    /** Nothing of the one hosts reaches the others any more. */
    void cutOneWay(Collection<Integer> from, Collection<Integer> to) {
        for (int receiver : to) {
            for (int sender : from)
                drop(at(receiver), address(sender));
        }
    }

    void cut(Collection<Integer> some, Collection<Integer> others) {
        cutOneWay(some, others);
        cutOneWay(others, some);
    }

    void cutFromServer(Collection<Integer> some) {
        for (int host : some) {
            drop(at(host), SERVER);
            drop(List.of(), address(host));
        }
    }

    /** Nothing is cut or lost any more. */
    void heal() {
        run(List.of(), "iptables -w 10 -F cuts");
        for (int host = 1; host <= hosts.size(); host++)
            run(at(host), "iptables -w 10 -F cuts");
    }

    private static void drop(List<String> where, String sender) {
        run(where, "iptables -w 10 -A cuts -s " + sender + " -j DROP");
    }

    private static String address(int host) {
        return "10.78.0." + (10 + host);
    }

    private static void assertPossible() {
        assertThat(exitCode(List.of(), PROGRAMS, Map.of())).as(
                "Tests with cut links need ip, unshare, nsenter and iptables: sudo apt-get install iproute2 util-linux iptables.")
                .isZero();
        try {
            // Here it would be the machine's own network that gets rules and a bridge.
            assertThat(NetworkInterface.getByName("rm0")).as(
                    "Tests with cut links need a network namespace of their own: ./roommesh test makes it where it may.")
                    .isNotNull();
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    private static void run(List<String> where, String script) {
        run(where, script, Map.of());
    }

    private static void run(List<String> where, String script, Map<String, String> facts) {
        assertThat(exitCode(where, script, facts)).as("exit code of %s with %s", script, facts).isZero();
    }

    private static int exitCode(List<String> where, String script, Map<String, String> facts) {
        try {
            List<String> command = new ArrayList<>(where);
            command.addAll(List.of("sh", "-euc", script));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(Map.of("SERVER", SERVER, "OBSERVER", OBSERVER));
            builder.environment().putAll(facts);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (!said.isBlank()) System.err.print(said);
            return code;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    static List<Integer> hosts(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    @Override
    public void close() {
        hosts.forEach(Process::destroyForcibly);
        run(List.of(), NO_BRIDGE);
    }
}
