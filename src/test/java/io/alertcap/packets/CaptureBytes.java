package io.alertcap.packets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes capture files byte by byte, right ones and wrong ones. */
final class CaptureBytes {

    static final int MICROSECONDS = 0xA1B2C3D4;
    static final int NANOSECONDS = 0xA1B23C4D;
    static final int MODIFIED = 0xA1B2CD34;
    static final int ETHERNET = 1;

    private final ByteOrder order;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    CaptureBytes(ByteOrder order) {
        this.order = order;
    }

    static CaptureBytes little() {
        return new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
    }

    static CaptureBytes big() {
        return new CaptureBytes(ByteOrder.BIG_ENDIAN);
    }

    CaptureBytes u16(int value) {
        return bytes(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    CaptureBytes u32(long value) {
        return bytes(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
    }

    CaptureBytes u64(long value) {
        return bytes(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    CaptureBytes bytes(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    CaptureBytes padding() {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    int size() {
        return out.size();
    }

    // pcap

    CaptureBytes fileHeader(int magic, long snaplen, int linkType) {
        return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snaplen).u32(linkType);
    }

    CaptureBytes record(long second, long tick, byte[] captured, long originalLength) {
        return u32(second).u32(tick).u32(captured.length).u32(originalLength).bytes(captured);
    }

    // pcapng

    /** An empty one of the same byte order. */
    CaptureBytes fresh() {
        return new CaptureBytes(order);
    }

    CaptureBytes block(int type, CaptureBytes body) {
        byte[] padded = body.padding().toBytes();
        return u32(type).u32(padded.length + 12).bytes(padded).u32(padded.length + 12);
    }

    CaptureBytes block(int type, byte... body) {
        return block(type, fresh().bytes(body));
    }

    CaptureBytes sectionHeader() {
        return sectionHeader(1, 0);
    }

    CaptureBytes sectionHeader(int major, int minor) {
        return block(0x0A0D0D0A, fresh().u32(0x1A2B3C4D).u16(major).u16(minor).u64(-1));
    }

    CaptureBytes option(int code, byte... value) {
        return u16(code).u16(value.length).bytes(value).padding();
    }

    /** @param options none, or a multiple of 4 bytes */
    CaptureBytes interfaceDescription(int linkType, long snaplen, byte... options) {
        return block(1, fresh().u16(linkType).u16(0).u32(snaplen).bytes(options));
    }

    CaptureBytes enhancedPacket(
            int interfaceNumber, long ticks, byte[] captured, long originalLength, byte... options) {
        return block(
                6,
                fresh().u32(interfaceNumber)
                        .u32(ticks >>> 32)
                        .u32(ticks)
                        .u32(captured.length)
                        .u32(originalLength)
                        .bytes(captured)
                        .padding()
                        .bytes(options));
    }

    CaptureBytes simplePacket(byte[] captured, long originalLength) {
        return block(3, fresh().u32(originalLength).bytes(captured));
    }

    CaptureBytes obsoletePacket(int interfaceNumber, int drops, long ticks, byte[] captured, long originalLength) {
        return block(
                2,
                fresh().u16(interfaceNumber)
                        .u16(drops)
                        .u32(ticks >>> 32)
                        .u32(ticks)
                        .u32(captured.length)
                        .u32(originalLength)
                        .bytes(captured));
    }
}
