package io.alertcap.local.agent;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Frames between a machine and one other side, with right lengths and checksums (RFC 791, 8200, 9293, 768, 792, 4443).
 *
 * @param local the machine's address
 * @param remote the other side's, of the same family
 */
record Wire(InetAddress local, InetAddress remote) {
    private static final byte[] LOCAL_MAC = {0x00, 0x0d, 0x3a, 0x00, 0x00, 0x04};
    private static final byte[] GATEWAY_MAC = {0x12, 0x34, 0x56, 0x78, (byte) 0x9a, (byte) 0xbc};
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    Frame tcp(boolean out, int localPort, int remotePort, long sequence, long acknowledged, int flags, byte[] payload) {
        byte[] segment = new Bytes()
                .u16(out ? localPort : remotePort)
                .u16(out ? remotePort : localPort)
                .u32(sequence)
                .u32(acknowledged)
                .u8(5 << 4)
                .u8(flags)
                .u16(64240)
                .u16(0)
                .u16(0)
                .add(payload)
                .toArray();
        putChecksum(segment, 16, out, TCP);
        return frame(Frame.Transport.TCP, out, localPort, remotePort, TCP, segment);
    }

    Frame udp(boolean out, int localPort, int remotePort, byte[] payload) {
        byte[] datagram = new Bytes()
                .u16(out ? localPort : remotePort)
                .u16(out ? remotePort : localPort)
                .u16(8 + payload.length)
                .u16(0)
                .add(payload)
                .toArray();
        putChecksum(datagram, 6, out, UDP);
        return frame(Frame.Transport.UDP, out, localPort, remotePort, UDP, datagram);
    }

    /** A ping when going out, its answer when coming in. */
    Frame echo(boolean out, int id, byte[] payload) {
        int type = six() ? (out ? 128 : 129) : (out ? 8 : 0);
        byte[] message =
                new Bytes().u8(type).u8(0).u16(0).u16(id).u16(1).add(payload).toArray();
        if (six()) {
            putChecksum(message, 2, out, ICMPV6);
        } else {
            put16(message, 2, complement(sum(message, 0)));
        }
        return frame(Frame.Transport.ICMP, out, null, null, six() ? ICMPV6 : ICMP, message);
    }

    private Frame frame(
            Frame.Transport transport,
            boolean out,
            @Nullable Integer localPort,
            @Nullable Integer remotePort,
            int protocol,
            byte[] content) {
        byte[] bytes = new Bytes()
                .add(out ? GATEWAY_MAC : LOCAL_MAC)
                .add(out ? LOCAL_MAC : GATEWAY_MAC)
                .u16(six() ? 0x86dd : 0x0800)
                .add(header(out, protocol, content.length))
                .add(content)
                .toArray();
        return new Frame(transport, local, localPort, remote, remotePort, bytes);
    }

    private byte[] header(boolean out, int protocol, int length) {
        if (six()) {
            return new Bytes()
                    .u32(0x6000_0000L)
                    .u16(length)
                    .u8(protocol)
                    .u8(64)
                    .add(source(out))
                    .add(source(!out))
                    .toArray();
        }
        byte[] header = new Bytes()
                .u8(0x45)
                .u8(0)
                .u16(20 + length)
                .u16(0)
                .u16(0x4000)
                .u8(64)
                .u8(protocol)
                .u16(0)
                .add(source(out))
                .add(source(!out))
                .toArray();
        put16(header, 10, complement(sum(header, 0)));
        return header;
    }

    private void putChecksum(byte[] content, int at, boolean out, int protocol) {
        byte[] pseudoHeader = new Bytes()
                .add(source(out))
                .add(source(!out))
                .u32(content.length)
                .u32(protocol)
                .toArray();
        int checksum = complement(sum(content, sum(pseudoHeader, 0)));
        // A UDP checksum of 0 would say that there is none.
        put16(content, at, checksum == 0 && protocol == UDP ? 0xffff : checksum);
    }

    private byte[] source(boolean out) {
        return (out ? local : remote).getAddress();
    }

    private boolean six() {
        return local.getAddress().length == 16;
    }

    private static int sum(byte[] bytes, int before) {
        long sum = before;
        for (int i = 0; i < bytes.length; i += 2) {
            int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
            sum += (bytes[i] & 0xff) << 8 | low;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    private static int complement(int sum) {
        return ~sum & 0xffff;
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }
}
