package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.roommesh.client.local.StateDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Rooms at the command line: what is shown, and that none is ended by mistake. */
final class RoomsCommandTest {
    private static final String DETAIL = "{\"room_id\":\"lab\",\"workers\":2,\"clients\":1,\"admin_peer_id\":\"ana\","
            + "\"admin_term\":7,\"since\":\"2030-01-01T00:00:00Z\",\"peers\":[{\"peer_id\":\"ana\",\"role\":\"worker\","
            + "\"metadata\":{\"tags\":[],\"properties\":{\"gpu_memory_mb\":8192,\"gpu_model\":\"X\\u001B[2J\","
            + "\"status\":\"busy\"}},\"connected_at\":\"2030-01-01T00:00:01Z\",\"is_admin\":true,\"registry\":true},"
            + "{\"peer_id\":\"ben\",\"role\":\"worker\",\"metadata\":{\"tags\":[],\"properties\":{}},\"is_admin\":false,"
            + "\"registry\":false},{\"peer_id\":\"cleo\",\"role\":\"client\",\"metadata\":{\"tags\":[],\"properties\":{}},"
            + "\"is_admin\":false,\"registry\":false}]}";
    private static final String LIST = "{\"rooms\":[{\"room_id\":\"lab\",\"workers\":2,\"clients\":1,"
            + "\"admin_peer_id\":\"ana\",\"admin_term\":7,\"since\":\"2030-01-01T00:00:00Z\"},"
            + "{\"room_id\":\"new\",\"workers\":0,\"clients\":0,\"admin_term\":0}],\"truncated\":true}";
    private static final String ENDED = "{\"room_id\":\"lab\",\"workers\":2,\"clients\":1}";

    @TempDir
    private Path home;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private volatile boolean known = true;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(what);
            byte[] body = (switch (what) {
                case "GET /rooms" -> LIST;
                case "DELETE /rooms/lab" -> ENDED;
                default -> known ? DETAIL : "{\"detail\":\"Nobody is in the room lab.\"}";
            }).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known || !what.equals("GET /rooms/lab") ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aListIsATableAndSaysWhereThereIsMore() {
        assertThat(rooms("list")).isZero();
        assertThat(out.toString().lines()).containsExactly(
                "ROOM WORKERS  CLIENTS  ADMIN  TERM  SINCE",
                "lab  2        1        ana    7     2030-01-01T00:00:00Z",
                "new  0        0        -      0     -",
                "There are more rooms than these 2, which are the first by their ids.");
    }

    @Test
    void jsonIsTheServersAnswer() {
        assertThat(rooms("list", "--json")).isZero();
        assertThat(rooms("show", "lab", "--json")).isZero();
        assertThat(rooms("delete", "lab", "--yes", "--json")).isZero();
        assertThat(out.toString().lines()).containsExactly(LIST, DETAIL, ENDED);
    }

    @Test
    void aRoomIsShownWithItsPeersAndDoesNothingToATerminal() {
        assertThat(rooms("show", "lab")).isZero();
        assertThat(out.toString().lines()).startsWith(
                "2 workers and 1 client, admin ana, term 7, since 2030-01-01T00:00:00Z")
                .anySatisfy(line -> assertThat(line).matches("\\* ana +worker +busy +8192 MiB +X\\?\\[2J +- +2030.*"))
                .anySatisfy(line -> assertThat(line).matches(" +ben +worker, apart +available +0 MiB +- +- +-"))
                .anySatisfy(line -> assertThat(line).matches(" +cleo +client +- +- +- +- +-"));
        known = false;
        assertThat(rooms("show", "lab")).isEqualTo(1);
        assertThat(err).hasToString("The server refused: Nobody is in the room lab.\n");
    }

    @Test
    void whereNobodyCanBeAskedNothingIsEndedWithoutYes() {
        assertThat(rooms("delete", "lab")).isEqualTo(2);
        assertThat(err.toString()).startsWith("Nobody can be asked here whether this is meant; give --yes.");
        assertThat(asked).isEmpty();
        assertThat(rooms("delete", "lab", "--yes")).isZero();
        assertThat(out).hasToString("Ended lab: 2 workers and 1 client were in it.\n");
        assertThat(asked).containsExactly("DELETE /rooms/lab");
    }

    @ParameterizedTest
    @CsvSource({"y,0", "YES,0", "' y ',0", "n,1", "'',1", "yeah,1"})
    void aPersonIsAskedAndTakenAtTheirWord(String answer, int exitCode) {
        List<String> questions = new ArrayList<>();
        assertThat(delete(questions, answer)).isEqualTo(exitCode);
        assertThat(questions).singleElement().asString().startsWith("lab: 2 workers and 1 client. All are cut off");
        assertThat(asked.contains("DELETE /rooms/lab")).isEqualTo(exitCode == 0);
        known = false;
        delete(questions, "n");
        assertThat(questions.getLast()).startsWith("lab: nobody is in it.");
    }

    @Test
    void aRoomIdThatIsNoneIsWrongUsage() {
        for (String command : List.of("show", "delete"))
            assertThat(rooms(command, "no/room")).isEqualTo(2);
        assertThat(rooms("show", "a".repeat(65))).isEqualTo(2);
        assertThat(rooms("show")).isEqualTo(2);
        assertThat(asked).isEmpty();
        assertThat(rooms("delete", "--help")).isZero();
        assertThat(out.toString()).contains("--yes", "Exit code 0: it is ended");
    }

    private int delete(List<String> questions, String answer) {
        var person = new Person() {
            @Override
            public boolean isThere() {
                return true;
            }

            @Override
            public String ask(String question) {
                questions.add(question);
                return answer;
            }
        };
        Map<String, String> environment = Map.of(StateDirectory.HOME_VARIABLE, home.toString());
        return new CommandLine(new RoomsDeleteCommand(StateDirectory.of(environment), environment, person))
                .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute("lab", "--server", address());
    }

    private int rooms(String... arguments) {
        List<String> all = new ArrayList<>(List.of("rooms"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", address()));
        return Roommesh.commandLine(Map.of(StateDirectory.HOME_VARIABLE, home.toString()), new PrintWriter(out, true),
                new PrintWriter(err, true)).execute(all.toArray(String[]::new));
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
