package dev.roommesh.webrtc;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.reflect.Field;

/**
 * Gives back the reference that webrtc-java 0.14.0 keeps of a closed peer connection, about 140 KiB each. Only on the
 * thread that owns the connection, and after the connection was closed.
 */
final class NativeReference extends RefCountedObject {
    private static final Field HANDLE = handle();

    private NativeReference() {}

    private static Field handle() {
        try {
            Field handle = NativeObject.class.getDeclaredField("nativeHandle");
            handle.setAccessible(true);
            return handle;
        } catch (NoSuchFieldException otherVersion) {
            throw new IllegalStateException("this webrtc-java hides its native handle: is the leak still there?",
                    otherVersion);
        }
    }

    /** Before {@link RTCPeerConnection#close()}, which forgets it. */
    static long of(RTCPeerConnection connection) {
        try {
            return HANDLE.getLong(connection);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void release(long handle) {
        if (handle == 0) return;
        var reference = new NativeReference();
        try {
            HANDLE.setLong(reference, handle);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
        reference.release();
    }
}
