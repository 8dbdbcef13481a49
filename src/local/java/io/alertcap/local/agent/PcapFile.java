package io.alertcap.local.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A capture file being written, in the classic libpcap format with microseconds, link type Ethernet
 * (IETF draft-ietf-opsawg-pcap).
 */
final class PcapFile implements AutoCloseable {
    static final int HEADER_BYTES = 24;
    static final int RECORD_HEADER_BYTES = 16;

    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int WHOLE_PACKET = 262_144;
    private static final int LINK_TYPE_ETHERNET = 1;

    private final Path path;
    private final int snapLength;
    private final OutputStream out;
    private long size;

    /** @param bytesPerPacket how much of a packet is kept; 0 means all */
    PcapFile(Path path, long bytesPerPacket) throws IOException {
        this.path = path;
        this.snapLength =
                bytesPerPacket == 0 || bytesPerPacket > WHOLE_PACKET ? WHOLE_PACKET : Math.toIntExact(bytesPerPacket);
        Files.createDirectories(path.toAbsolutePath().getParent());
        this.out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
        byte[] header = new byte[HEADER_BYTES];
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC_MICROSECONDS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(snapLength)
                .putInt(LINK_TYPE_ETHERNET);
        write(header);
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** How many bytes of the file this frame would take. */
    long room(Frame frame) {
        return (long) RECORD_HEADER_BYTES + captured(frame);
    }

    void add(Instant at, Frame frame) throws IOException {
        int captured = captured(frame);
        byte[] packet = new byte[RECORD_HEADER_BYTES + captured];
        ByteBuffer.wrap(packet)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) at.getEpochSecond())
                .putInt(at.getNano() / 1000)
                .putInt(captured)
                .putInt(frame.length())
                .put(frame.bytes(), 0, captured);
        write(packet);
    }

    /** Makes what was added so far visible to readers of the file. */
    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private int captured(Frame frame) {
        return Math.min(snapLength, frame.length());
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        size += bytes.length;
    }
}
