package io.alertcap.packets;

import java.util.Set;

/**
 * libpcap's savefile: a file header of 24 bytes, then packets, each behind a header of 16.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/">draft-ietf-opsawg-pcap</a>
 * @see <a href="https://www.tcpdump.org/manpages/pcap-savefile.5.html">pcap-savefile(5)</a>
 */
final class PcapDecoder extends RecordDecoder {

    static final int MICROSECONDS = 0xA1B2C3D4;
    static final int NANOSECONDS = 0xA1B23C4D;
    /** Alexey Kuznetzov's variant of old Linux distributions: 8 more bytes before each packet (libpcap, sf-pcap.c). */
    static final int MODIFIED = 0xA1B2CD34;

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int MODIFIED_RECORD_HEADER = 24;

    private final ByteSequence order;
    private final CaptureFormat format;
    private final int recordHeader;
    private final int nanosPerTick;
    private boolean headerRead;
    private int linkType;
    private long snaplen;

    /** @param magic one of the three numbers above, as read in {@code order} */
    PcapDecoder(int magic, ByteSequence order, PacketSink sink) {
        super(sink);
        this.order = order;
        this.format = magic == NANOSECONDS ? CaptureFormat.PCAP_NANOSECONDS : CaptureFormat.PCAP;
        this.nanosPerTick = magic == NANOSECONDS ? 1 : 1_000;
        this.recordHeader = magic == MODIFIED ? MODIFIED_RECORD_HEADER : RECORD_HEADER;
    }

    @Override
    int extent(byte[] bytes, int at, int available) throws UnreadableException {
        if (!headerRead) {
            return FILE_HEADER;
        }
        if (available < recordHeader) {
            return recordHeader;
        }
        long captured = order.unsigned32(bytes, at + 8);
        if (captured > LARGEST_PACKET) {
            throw new UnreadableException(
                    "a packet claims " + captured + " captured bytes; " + LARGEST_PACKET + " is the most there can be");
        }
        return recordHeader + (int) captured;
    }

    @Override
    boolean read(byte[] bytes, int at, int extent) throws UnreadableException {
        if (headerRead) {
            readPacket(bytes, at, extent);
        } else {
            readFileHeader(bytes, at);
        }
        return true;
    }

    private void readFileHeader(byte[] bytes, int at) throws UnreadableException {
        int major = order.unsigned16(bytes, at + 4);
        int minor = order.unsigned16(bytes, at + 6);
        // Before 2.4 the two lengths of a packet stood the other way round, in some versions and on some systems.
        if (major != 2 || minor != 4) {
            throw new UnreadableException("pcap of version " + major + "." + minor + "; only 2.4 can be read here");
        }
        snaplen = order.unsigned32(bytes, at + 16);
        linkType = order.int32(bytes, at + 20) & LINK_TYPE_MASK;
        headerRead = true;
    }

    private void readPacket(byte[] bytes, int at, int extent) {
        long second = order.unsigned32(bytes, at);
        long tick = order.unsigned32(bytes, at + 4);
        // A fraction of more than a second is against the format, yet harmless: it is carried over.
        long nanos = tick * nanosPerTick;
        Packet packet = packet();
        packet.at(second + nanos / 1_000_000_000, (int) (nanos % 1_000_000_000));
        packet.of(linkType, bytes, at + recordHeader, extent - recordHeader, order.unsigned32(bytes, at + 12));
        deliver();
    }

    @Override
    String recordName() {
        return headerRead ? "packet record" : "file header";
    }

    @Override
    CaptureFormat format() {
        return format;
    }

    @Override
    long snaplen() {
        return snaplen;
    }

    @Override
    Set<Integer> linkTypes() {
        return headerRead ? Set.of(linkType) : Set.of();
    }
}
