package dev.roommesh.agent.automerge;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.document.Merge;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.automerge.ChangeHash;

/** Changes that no automerge would make, on top of all that a replica holds. */
final class Crafted {
    static final long MAKE_MAP = 0;
    static final long PUT = 1;
    static final long MAKE_LIST = 2;
    static final long DELETE = 3;

    private static final HexFormat HEX = HexFormat.of();

    private Crafted() {}

    /** A process of a worker that nobody has heard of. */
    static byte[] actor(PeerId peer, int process) {
        var bytes = new byte[Actor.PROCESS_BYTES];
        bytes[0] = (byte) process;
        return Actor.of(RandomRoom.ROOM, peer, Bytes.copyOf(bytes));
    }

    static ChangeParts onTop(AutomergeRoomDocument replica, byte[] actor, byte[]... others) {
        var parts = new ChangeParts();
        parts.actor = actor;
        parts.others = Arrays.stream(others).sorted(Arrays::compareUnsigned).toList();
        parts.seq = replica.replica().log().held(HEX.formatHex(actor)) + 1;
        parts.deps = Arrays.stream(replica.replica().document().getHeads()).map(ChangeHash::getBytes)
                .sorted(Arrays::compareUnsigned).toList();
        parts.startOp = replica.replica().log().nextOp(parts.deps.stream().map(HEX::formatHex).toList());
        return parts;
    }

    static Row put(Row.Ref object, String name, Row.Ref... predecessors) {
        var row = new Row();
        row.object = object;
        row.name = name;
        row.action = PUT;
        row.valueType = 2;
        row.predecessors.addAll(List.of(predecessors));
        return row;
    }

    static Row make(Row.Ref object, String name) {
        Row row = put(object, name);
        row.action = MAKE_MAP;
        row.valueType = 0;
        return row;
    }

    static Merge merge(AutomergeRoomDocument replica, ChangeParts parts, Row... rows) {
        Row.into(parts, List.of(rows));
        return replica.merge(RandomRoom.PEERS.getFirst(), List.of(Bytes.copyOf(parts.chunk())));
    }

    /** The counter of the operation that wrote this name in a change, counted from the change's first. */
    static long counter(Bytes change, String name) {
        ChangeParts parts = ChangeParts.of(change.toArray());
        List<Row> rows = Row.of(parts);
        for (int i = 0; i < rows.size(); i++) {
            if (name.equals(rows.get(i).name)) return parts.startOp + i;
        }
        throw new AssertionError("no " + name);
    }
}
