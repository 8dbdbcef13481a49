package io.alertcap.packets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * pcapng: a row of blocks, each with its length at both ends. A section header sets the byte order, interface
 * descriptions follow, packets name their interface by number. Blocks of packets and descriptions are read whole; all
 * others are passed over without being kept.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/">draft-ietf-opsawg-pcapng</a>
 */
final class PcapngDecoder extends RecordDecoder {

    /** The section header's type: the same bytes in either byte order. */
    static final int SECTION_HEADER = 0x0A0D0D0A;

    private static final int INTERFACE_DESCRIPTION = 1;
    /** Obsolete since 2004; its fields are in an appendix of the draft. */
    private static final int PACKET = 2;

    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final int OPTION_TIME_OFFSET = 14;

    /** Type and length before a block's body, the length again behind it. */
    private static final int BLOCK_HEADER = 8;

    private static final int BLOCK_TRAILER = 4;
    private static final int BLOCK_FRAME = BLOCK_HEADER + BLOCK_TRAILER;
    private static final int SECTION_BODY = 16;
    private static final int INTERFACE_BODY = 8;
    private static final int PACKET_BODY = 20;
    private static final int SIMPLE_PACKET_BODY = 4;

    /** Most bytes of a block that is read whole: the largest packet, and as much again for its options. */
    static final int LARGEST_BLOCK = 2 * LARGEST_PACKET;
    /** Most bytes of a block that is passed over; Wireshark (pcapng.c) draws the same line. */
    static final int LARGEST_PASSED_BLOCK = 16 * 1024 * 1024;
    /** Most interfaces of a section; the draft sets no limit, but memory does. */
    static final int MOST_INTERFACES = 65_536;

    /** Of the current section. The file begins with a section header, so no other block is read before it is set. */
    private ByteSequence order = ByteSequence.BIG;

    private final List<Interface> interfaces = new ArrayList<>();

    private long snaplen;
    private boolean unlimited;
    private final Set<Integer> linkTypes = new LinkedHashSet<>();

    /** Length of the block that is being passed over; 0 if none is. */
    private int passing;

    private int passingLeft;

    PcapngDecoder(PacketSink sink) {
        super(sink);
    }

    @Override
    int extent(byte[] bytes, int at, int available) throws UnreadableException {
        if (passingLeft > 0) {
            return Math.min(passingLeft, Math.max(1, available));
        }
        if (passing > 0) {
            return BLOCK_TRAILER;
        }
        // A section header cannot be measured before its byte order is known, which stands right behind its length.
        if (available < BLOCK_FRAME) {
            return BLOCK_FRAME;
        }
        int type = order.int32(bytes, at);
        if (type == SECTION_HEADER) {
            return length(type, byteOrder(bytes, at + BLOCK_HEADER), bytes, at);
        }
        int length = length(type, order, bytes, at);
        return isRead(type) ? length : BLOCK_HEADER;
    }

    private static boolean isRead(int type) {
        return type == SECTION_HEADER
                || type == INTERFACE_DESCRIPTION
                || type == PACKET
                || type == SIMPLE_PACKET
                || type == ENHANCED_PACKET;
    }

    private static ByteSequence byteOrder(byte[] bytes, int at) throws UnreadableException {
        for (ByteSequence candidate : ByteSequence.values()) {
            if (candidate.int32(bytes, at) == BYTE_ORDER_MAGIC) {
                return candidate;
            }
        }
        throw new UnreadableException("a section header without the byte-order magic 1a2b3c4d");
    }

    private static int length(int type, ByteSequence order, byte[] bytes, int at) throws UnreadableException {
        long length = order.unsigned32(bytes, at + 4);
        int least = BLOCK_FRAME + leastBody(type);
        int most = isRead(type) ? LARGEST_BLOCK : LARGEST_PASSED_BLOCK;
        if (length < least || length > most || length % 4 != 0) {
            throw new UnreadableException(name(type) + " claims " + length + " bytes; it must be a multiple of 4 from "
                    + least + " to " + most);
        }
        return (int) length;
    }

    private static int leastBody(int type) {
        return switch (type) {
            case SECTION_HEADER -> SECTION_BODY;
            case INTERFACE_DESCRIPTION -> INTERFACE_BODY;
            case PACKET, ENHANCED_PACKET -> PACKET_BODY;
            case SIMPLE_PACKET -> SIMPLE_PACKET_BODY;
            default -> 0; // the rest is passed over, whatever it holds
        };
    }

    private static String name(int type) {
        return switch (type) {
            case SECTION_HEADER -> "a section header";
            case INTERFACE_DESCRIPTION -> "an interface description";
            case PACKET, ENHANCED_PACKET, SIMPLE_PACKET -> "a packet block";
            default -> "a block of type 0x" + Integer.toHexString(type);
        };
    }

    @Override
    boolean read(byte[] bytes, int at, int extent) throws UnreadableException {
        if (passingLeft > 0) {
            passingLeft -= extent;
            return false;
        }
        if (passing > 0) {
            checkTrailer(bytes, at, passing);
            passing = 0;
            return true;
        }
        int type = order.int32(bytes, at);
        if (!isRead(type)) {
            passing = order.int32(bytes, at + 4);
            passingLeft = passing - BLOCK_FRAME;
            return false;
        }
        if (type == SECTION_HEADER) {
            order = byteOrder(bytes, at + BLOCK_HEADER);
        }
        int end = at + extent - BLOCK_TRAILER;
        checkTrailer(bytes, end, extent);
        int body = at + BLOCK_HEADER;
        switch (type) {
            case SECTION_HEADER -> readSectionHeader(bytes, body);
            case INTERFACE_DESCRIPTION -> readInterface(bytes, body, end);
            case PACKET -> readPacket(order.unsigned16(bytes, body), bytes, body, end);
            case ENHANCED_PACKET -> readPacket(order.unsigned32(bytes, body), bytes, body, end);
            case SIMPLE_PACKET -> readSimplePacket(bytes, body, end);
            default -> throw new IllegalStateException("isRead and read disagree on block type " + type);
        }
        return true;
    }

    private void checkTrailer(byte[] bytes, int at, int length) throws UnreadableException {
        long again = order.unsigned32(bytes, at);
        if (again != length) {
            throw new UnreadableException(
                    "a block says at its start that it has " + length + " bytes, and at its end " + again);
        }
    }

    private void readSectionHeader(byte[] bytes, int body) throws UnreadableException {
        int major = order.unsigned16(bytes, body + 4);
        int minor = order.unsigned16(bytes, body + 6);
        // 1.2 was written by some programs and means the same as 1.0, says the draft.
        if (major != 1 || (minor != 0 && minor != 2)) {
            throw new UnreadableException("pcapng of version " + major + "." + minor + "; only 1.0 can be read here");
        }
        interfaces.clear();
    }

    private void readInterface(byte[] bytes, int body, int end) throws UnreadableException {
        if (interfaces.size() == MOST_INTERFACES) {
            throw new UnreadableException("a section describes more than " + MOST_INTERFACES + " interfaces");
        }
        int linkType = order.unsigned16(bytes, body);
        long limit = order.unsigned32(bytes, body + 4);
        TimeScale scale = TimeScale.MICROSECONDS;
        int at = body + INTERFACE_BODY;
        while (end - at >= 4) {
            int code = order.unsigned16(bytes, at);
            int length = order.unsigned16(bytes, at + 2);
            int value = at + 4;
            if (code == 0) {
                break;
            }
            if (length > end - value) {
                throw new UnreadableException("option " + code + " of an interface is longer than its block");
            }
            if (code == OPTION_TIME_RESOLUTION && length == 1) {
                scale = scale.withResolution(bytes[value]);
            } else if (code == OPTION_TIME_OFFSET && length == 8) {
                scale = scale.withOffset(order.int64(bytes, value));
            } else if (code == OPTION_TIME_RESOLUTION || code == OPTION_TIME_OFFSET) {
                throw new UnreadableException("option " + code + " of an interface cannot have " + length + " bytes");
            }
            at = value + padded(length);
        }
        interfaces.add(new Interface(linkType, limit, scale));
        linkTypes.add(linkType);
        unlimited |= limit == 0;
        snaplen = Math.max(snaplen, limit);
    }

    /** Enhanced and obsolete packet blocks differ in how the interface is written; the rest stands in the same places. */
    private void readPacket(long interfaceNumber, byte[] bytes, int body, int end) throws UnreadableException {
        Interface origin = interfaceOf(interfaceNumber);
        long ticks = order.unsigned32(bytes, body + 4) << 32 | order.unsigned32(bytes, body + 8);
        long captured = order.unsigned32(bytes, body + 12);
        long original = order.unsigned32(bytes, body + 16);
        origin.scale().stamp(packet(), ticks);
        deliver(origin, bytes, body + PACKET_BODY, end, captured, original);
    }

    private void readSimplePacket(byte[] bytes, int body, int end) throws UnreadableException {
        Interface origin = interfaceOf(0);
        long original = order.unsigned32(bytes, body);
        long captured = origin.snaplen() == 0 ? original : Math.min(original, origin.snaplen());
        packet().atNoTime();
        deliver(origin, bytes, body + SIMPLE_PACKET_BODY, end, captured, original);
    }

    private Interface interfaceOf(long number) throws UnreadableException {
        if (number >= interfaces.size()) {
            throw new UnreadableException(
                    "a packet of interface " + number + "; the section describes only " + interfaces.size());
        }
        return interfaces.get((int) number);
    }

    private void deliver(Interface origin, byte[] bytes, int at, int end, long captured, long original)
            throws UnreadableException {
        int most = Math.min(end - at, LARGEST_PACKET);
        if (captured > most) {
            throw new UnreadableException(
                    "a packet claims " + captured + " captured bytes; there can be only " + most + " in its block");
        }
        packet().of(origin.linkType(), bytes, at, (int) captured, original);
        deliver();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    @Override
    String recordName() {
        return "block";
    }

    @Override
    CaptureFormat format() {
        return CaptureFormat.PCAPNG;
    }

    @Override
    long snaplen() {
        return unlimited ? 0 : snaplen;
    }

    @Override
    Set<Integer> linkTypes() {
        return linkTypes;
    }

    private record Interface(int linkType, long snaplen, TimeScale scale) {}
}
