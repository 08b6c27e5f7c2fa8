package dev.roommesh.agent.automerge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what {@link ChangeBytes} reads. */
final class LebWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    LebWriter unsigned(long value) {
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            bytes.write((int) (rest & 0x7f) | 0x80);
        }
        bytes.write((int) rest);
        return this;
    }

    LebWriter signed(long value) {
        long rest = value;
        while (true) {
            int group = (int) (rest & 0x7f);
            rest >>= 7;
            boolean last = rest == ((group & 0x40) == 0 ? 0 : -1);
            bytes.write(last ? group : group | 0x80);
            if (last) return this;
        }
    }

    LebWriter raw(byte[] content) {
        bytes.writeBytes(content);
        return this;
    }

    LebWriter prefixed(byte[] content) {
        return unsigned(content.length).raw(content);
    }

    LebWriter text(String text) {
        return prefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
