package dev.roommesh.agent.automerge;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.document.Merge;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.MapEntry;
import org.automerge.ObjectId;

/**
 * Reads rooms that another automerge wrote (see {@code src/test/js/generate.mjs}): a base, changes in dependency order,
 * and the heads and the value that came of them.
 */
@SuppressWarnings("JavaUtilDate") // The binding gives no other type.
final class ChangeCorpus {
    private static final PeerId READER = new PeerId("reader");

    private long changes;

    /** How many changes were read so far, all of which were accepted. */
    long changes() {
        return changes;
    }

    /** @throws AssertionError when a change is not taken, or heads or values differ */
    void read(BufferedReader rooms) throws IOException {
        Bytes base = null;
        List<Bytes> of = new ArrayList<>();
        String heads = "";
        for (String line = rooms.readLine(); line != null; line = rooms.readLine()) {
            String content = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, line.indexOf(' '))) {
                case "base" -> base = bytes(content);
                case "change" -> of.add(bytes(content));
                case "heads" -> heads = content;
                case "value" -> {
                    if (base == null) throw new AssertionError("a room without base");
                    check(base, of, heads, content);
                    of.clear();
                }
                default -> throw new AssertionError("no line of a corpus: " + line);
            }
        }
    }

    private static Bytes bytes(String base64) {
        return Bytes.copyOf(Base64.getDecoder().decode(base64));
    }

    private void check(Bytes base, List<Bytes> of, String heads, String value) {
        var actor = new byte[Actor.PROCESS_BYTES];
        try (var replica = new AutomergeRoomDocument(RandomRoom.ROOM, READER, () -> Bytes.copyOf(actor))) {
            if (!base.equals(replica.base())) {
                var epoch = new Epoch(1, 1, EpochBase.decoded(base.toArray()).header().hash());
                replica.adopt(epoch, base).ifPresent(why -> {
                    throw new AssertionError("the base is not taken: " + why);
                });
            }
            Merge merge = replica.merge(READER, of);
            if (!merge.equals(new Merge.Merged(of.size()))) throw new AssertionError("not all are taken: " + merge);
            Document document = replica.replica().document();
            if (!heads(document).equals(heads)) throw new AssertionError("the heads differ");
            if (!canonical(document, ObjectId.ROOT).equals(value)) throw new AssertionError("the values differ");
            changes += of.size();
        }
    }

    private static String heads(Document document) {
        return String.join(" ", Arrays.stream(document.getHeads())
                .map(head -> HexFormat.of().formatHex(head.getBytes())).sorted().toList());
    }

    /** The text that {@code canonical.mjs} writes for the same value. */
    private static String canonical(Document document, AmValue value) {
        return switch (value) {
            case AmValue.Str text ->
                "s" + Base64.getEncoder().encodeToString(text.getValue().getBytes(StandardCharsets.UTF_8));
            case AmValue.Int whole -> number((double) whole.getValue());
            case AmValue.Timestamp time -> number((double) time.getValue().getTime());
            case AmValue.F64 decimal -> number(decimal.getValue());
            case AmValue.Bool flag -> "b" + flag.getValue();
            case AmValue.Map map -> canonical(document, map.getId());
            case AmValue.List list -> '['
                    + String.join(",", Arrays.stream(document.listItems(list.getId()).orElseThrow())
                            .map(item -> canonical(document, item)).toList())
                    + ']';
            default -> throw new AssertionError("no value of a room: " + value);
        };
    }

    private static String canonical(Document document, ObjectId map) {
        var fields = new TreeMap<String, String>();
        for (MapEntry entry : DocumentValues.entries(document, map)) {
            fields.put(entry.getKey(), entry.getKey() + '=' + canonical(document, entry.getValue()));
        }
        return '{' + String.join(",", fields.values()) + '}';
    }

    private static String number(double value) {
        return "n" + HexFormat.of().toHexDigits(Double.doubleToRawLongBits(value));
    }
}
