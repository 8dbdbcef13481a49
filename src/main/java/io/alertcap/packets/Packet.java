package io.alertcap.packets;

/**
 * One packet of a capture file, lent to a {@link PacketSink} for the length of one call. It is a window on the reader's
 * bytes: nothing is copied, so a file of any size costs no garbage per packet. Not for keeping, not thread-safe.
 */
public final class Packet {

    private byte[] bytes = {};
    private int offset;
    private int capturedLength;
    private long originalLength;
    private int linkType;
    private boolean timed;
    private long epochSecond;
    private int nano;

    Packet() {}

    void at(long epochSecond, int nano) {
        this.timed = true;
        this.epochSecond = epochSecond;
        this.nano = nano;
    }

    void atNoTime() {
        this.timed = false;
        this.epochSecond = 0;
        this.nano = 0;
    }

    void of(int linkType, byte[] bytes, int offset, int capturedLength, long originalLength) {
        this.linkType = linkType;
        this.bytes = bytes;
        this.offset = offset;
        this.capturedLength = capturedLength;
        this.originalLength = originalLength;
    }

    /** Whether the file says when the packet was seen (pcapng's simple packet block does not). */
    public boolean timed() {
        return timed;
    }

    /** Seconds since 1970-01-01T00:00:00Z, within the years 1 to 9999; 0 if not {@link #timed()}. */
    public long epochSecond() {
        return epochSecond;
    }

    /** Nanoseconds within the second, 0 to 999,999,999. */
    public int nano() {
        return nano;
    }

    /** The {@code LINKTYPE_} number of the interface, 0 to 65,535; 1 is Ethernet. */
    public int linkType() {
        return linkType;
    }

    /** Bytes of the packet that are in the file, 0 to 262,144. */
    public int capturedLength() {
        return capturedLength;
    }

    /** Bytes the packet had on the wire, as the file says, 0 to 4,294,967,295. */
    public long originalLength() {
        return originalLength;
    }

    /**
     * One byte of the packet, 0 to 255.
     *
     * @throws IndexOutOfBoundsException if {@code index} is not within the {@linkplain #capturedLength() captured} bytes
     */
    public int unsignedByte(int index) {
        if (index < 0 || index >= capturedLength) {
            throw new IndexOutOfBoundsException("byte " + index + " of " + capturedLength);
        }
        return bytes[offset + index] & 0xFF;
    }
}
