package dev.roommesh.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerAnswer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.jsontype.NamedType;

/** The tables of docs/PROTOCOL.md say what the code does: a message, a field, a code or a limit is not left out. */
class DocumentedMessagesTest {
    private static final Path PROTOCOL = Path.of(System.getProperty("user.dir"), "..", "docs", "PROTOCOL.md");
    private static final Map<Class<?>, String> HEADINGS = Map.of(FromPeer.class, "### Peer to server",
            FromServer.class, "### Server to peer", MeshMessage.class, "### Worker to worker", LinkSignal.class,
            "### Link signals", JobMessage.class, "### Client and worker");

    @Test
    void everyMessageHasARowWithAllItsFields() throws IOException {
        for (NamedType type : WireMapper.TYPES) {
            String row = row(heading(type.getType()), type.getName());
            for (String field : fields(type.getType())) {
                assertThat(row).as("the row of " + type.getName()).contains("`" + field + "`");
            }
        }
    }

    @Test
    void everyErrorCodeHasARow() throws IOException {
        for (ErrorCode code : ErrorCode.values())
            assertThat(row("## Error codes", code.name())).isNotEmpty();
    }

    @Test
    void everyLimitOfTheWireHasARowWithItsValue() throws Exception {
        for (Field limit : Limits.class.getDeclaredFields()) {
            assertThat(row("## Limits", limit.getName())).contains("| " + limit.get(null) + " |");
        }
    }

    private static String heading(Class<?> message) {
        return HEADINGS.entrySet().stream().filter(family -> family.getKey().isAssignableFrom(message))
                .map(Map.Entry::getValue).findFirst().orElseThrow();
    }

    private static List<String> fields(Class<?> message) {
        List<String> names = new ArrayList<>();
        for (var component : message.getRecordComponents()) {
            if (component.getType() == WorkerAnswer.class || component.getType() == WatchUpdate.class)
                names.addAll(fields(component.getType()));
            else
                names.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** The row of a table below a heading whose first cell is this word. */
    private static String row(String heading, String word) throws IOException {
        List<String> found = section(heading).filter(line -> line.startsWith("| `" + word + "` |")).toList();
        assertThat(found).as("rows for " + word + " below " + heading).hasSize(1);
        return found.getFirst();
    }

    private static Stream<String> section(String heading) throws IOException {
        List<String> lines = Arrays.asList(Files.readString(PROTOCOL).split("\n"));
        assertThat(lines).contains(heading);
        return lines.subList(lines.indexOf(heading) + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("#"));
    }
}
