package io.alertcap.packets;

import java.util.Set;

/**
 * Cuts a stretch of bytes into the records of one format and reads them. It keeps no bytes: what is left of a record at
 * the end of a stretch is for the caller to keep, and to offer again with more behind it.
 */
abstract sealed class RecordDecoder permits PcapDecoder, PcapngDecoder {

    /**
     * Most bytes one packet may have, as in libpcap (MAXIMUM_SNAPLEN) and Wireshark. A longer one is taken for damage, so
     * a bogus length costs a finding and not an allocation.
     */
    static final int LARGEST_PACKET = 262_144;

    /** Link types are numbers of 16 bits; what stands above them in a pcap header tells of frame check sequences. */
    static final int LINK_TYPE_MASK = 0xFFFF;

    private final PacketSink sink;
    private final Packet packet = new Packet();
    private long position;
    private long recordAt;
    private int needed;

    RecordDecoder(PacketSink sink) {
        this.sink = sink;
    }

    /**
     * Reads every whole record.
     *
     * @return where the first byte stands that was not read
     */
    final int decode(byte[] bytes, int from, int to) throws UnreadableException {
        int at = from;
        while (true) {
            int extent = extent(bytes, at, to - at);
            if (extent > to - at) {
                needed = extent;
                return at;
            }
            boolean recordEnds = read(bytes, at, extent);
            at += extent;
            position += extent;
            if (recordEnds) {
                recordAt = position;
            }
        }
    }

    /**
     * How far the piece that starts at {@code at} goes, as far as its first {@code available} bytes tell; at least 1. If
     * that is more than is available, it is asked again once so many bytes are there.
     */
    abstract int extent(byte[] bytes, int at, int available) throws UnreadableException;

    /**
     * Reads the piece whose extent is known.
     *
     * @return whether a record ends with it
     */
    abstract boolean read(byte[] bytes, int at, int extent) throws UnreadableException;

    /** What the record being read is called. */
    abstract String recordName();

    abstract CaptureFormat format();

    /** Largest snap length of any interface, 0 if one of them has no limit. */
    abstract long snaplen();

    abstract Set<Integer> linkTypes();

    /** How many bytes the next call of {@link #decode} wants at least; at most a few packets long. */
    final int needed() {
        return needed;
    }

    /** Offset in the file of the record being read, or about to be. */
    final long recordAt() {
        return recordAt;
    }

    final Packet packet() {
        return packet;
    }

    final void deliver() {
        sink.accept(packet);
    }
}
