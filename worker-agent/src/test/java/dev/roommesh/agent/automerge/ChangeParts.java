package dev.roommesh.agent.automerge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A change taken apart, to be put together again otherwise; its checksum is always right. */
final class ChangeParts {
    private static final HexFormat HEX = HexFormat.of();

    List<byte[]> deps = new ArrayList<>();
    byte[] actor = new byte[Actor.BYTES];
    long seq = 1;
    long startOp = 1;
    long time;
    byte[] message = {};
    List<byte[]> others = new ArrayList<>();
    Map<Integer, byte[]> columns = new TreeMap<>();

    /** @param chunk what the decoder accepts */
    static ChangeParts of(byte[] chunk) {
        var parts = new ChangeParts();
        var bytes = new ChangeBytes(content(chunk));
        for (long i = bytes.unsigned(Long.MAX_VALUE, ""); i > 0; i--) {
            parts.deps.add(bytes.take(Sha256.BYTES, ""));
        }
        parts.actor = bytes.take(bytes.unsigned(Actor.BYTES, ""), "");
        parts.seq = bytes.unsigned(Long.MAX_VALUE, "");
        parts.startOp = bytes.unsigned(Long.MAX_VALUE, "");
        parts.time = bytes.signed("");
        parts.message = bytes.take(bytes.unsigned(Long.MAX_VALUE, ""), "");
        for (long i = bytes.unsigned(Long.MAX_VALUE, ""); i > 0; i--) {
            parts.others.add(bytes.take(bytes.unsigned(Actor.BYTES, ""), ""));
        }
        Map<Integer, Long> lengths = new TreeMap<>();
        for (long i = bytes.unsigned(Long.MAX_VALUE, ""); i > 0; i--) {
            lengths.put((int) bytes.unsigned(Long.MAX_VALUE, ""), bytes.unsigned(Long.MAX_VALUE, ""));
        }
        lengths.forEach((column, length) -> parts.columns.put(column, bytes.take(length, "")));
        if (bytes.fault() != null || bytes.remaining() > 0) throw new IllegalArgumentException(bytes.fault());
        return parts;
    }

    private static byte[] content(byte[] chunk) {
        var bytes = new ChangeBytes(chunk);
        bytes.take(8, "");
        int type = bytes.octet("");
        bytes.unsigned(Long.MAX_VALUE, "");
        byte[] rest = bytes.rest();
        byte[] content = type == ChangeDecoder.TYPE_CHANGE ? rest : Inflated.of(rest, Inflated.BASE_BYTES_MAX);
        if (content == null) throw new IllegalArgumentException("no change");
        return content;
    }

    byte[] content() {
        var bytes = new LebWriter().unsigned(deps.size());
        deps.forEach(bytes::raw);
        bytes.prefixed(actor).unsigned(seq).unsigned(startOp).signed(time).prefixed(message).unsigned(others.size());
        others.forEach(bytes::prefixed);
        bytes.unsigned(columns.size());
        columns.forEach((column, content) -> bytes.unsigned(column).unsigned(content.length));
        columns.values().forEach(bytes::raw);
        return bytes.toBytes();
    }

    byte[] chunk() {
        return chunk(content(), false);
    }

    static byte[] chunk(byte[] content, boolean compressed) {
        byte[] payload = compressed ? Deflated.deflated(content) : content;
        return new LebWriter().raw(HEX.parseHex("856f4a83"))
                .raw(Arrays.copyOf(ChangeDecoder.hash(content), ChangeDecoder.CHECKSUM_BYTES))
                .raw(new byte[]{
                        (byte) (compressed ? ChangeDecoder.TYPE_COMPRESSED_CHANGE : ChangeDecoder.TYPE_CHANGE)})
                .prefixed(payload).toBytes();
    }

    static String hash(byte[] content) {
        return HEX.formatHex(ChangeDecoder.hash(content));
    }
}
