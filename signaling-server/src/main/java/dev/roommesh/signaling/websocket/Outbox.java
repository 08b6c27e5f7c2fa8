package dev.roommesh.signaling.websocket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.web.socket.CloseStatus;

/** What waits to be written to one socket, in order, bounded in bytes. Many threads put, one takes. */
final class Outbox {
    /** One thing to be written. */
    sealed interface Item {
        record Text(String text, int bytes) implements Item {}

        record Ping() implements Item {}

        /** The last of all items. */
        record Close(CloseStatus status) implements Item {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final int bytesMax;
    private int bytes;
    private boolean pinging;
    private boolean closed;

    Outbox(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** False when the peer has too much to read already. What comes after the close is dropped. */
    boolean put(String text) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        lock.lock();
        try {
            if (closed) return true;
            if (bytes + size > bytesMax) return false;
            bytes += size;
            add(new Item.Text(text, size));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that were put and are not yet written. */
    int bytesWaiting() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** One ping at most waits: a peer that does not read gets no pile of them. */
    void ping() {
        lock.lock();
        try {
            if (closed || pinging) return;
            pinging = true;
            add(new Item.Ping());
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is taken after this. The first close stands. */
    void close(CloseStatus status) {
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            add(new Item.Close(status));
        } finally {
            lock.unlock();
        }
    }

    private void add(Item item) {
        items.add(item);
        filled.signal();
    }

    /** Waits for the next item, which counts until it is {@link #written}. */
    Item take() throws InterruptedException {
        lock.lock();
        try {
            while (items.isEmpty())
                filled.await();
            return items.remove();
        } finally {
            lock.unlock();
        }
    }

    void written(Item item) {
        lock.lock();
        try {
            if (item instanceof Item.Text text) bytes -= text.bytes();
            if (item instanceof Item.Ping) pinging = false;
        } finally {
            lock.unlock();
        }
    }
}
