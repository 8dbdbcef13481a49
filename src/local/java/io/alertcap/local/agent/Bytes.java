package io.alertcap.local.agent;

import java.io.ByteArrayOutputStream;

/** Bytes put one after the other in network order. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    Bytes u8(int value) {
        out.write(value);
        return this;
    }

    Bytes u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    Bytes u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    Bytes add(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] toArray() {
        return out.toByteArray();
    }
}
