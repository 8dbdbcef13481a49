package io.alertcap.packets;

import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A sound capture file made from a seed, with what is known to be in it. */
final class GeneratedCapture {

    private static final long DAY = Instant.parse("2026-11-21T00:00:00Z").getEpochSecond();

    /** A type that nobody has taken. (0xBAD is the custom block, which tshark shows as if it were a packet.) */
    private static final int UNKNOWN_BLOCK = 0xAA;

    private final CaptureFormat format;
    private final Random random;
    private final CaptureBytes file;
    private final List<Seen> packets = new ArrayList<>();
    /** Link type and if_tsresol of each interface. */
    private final List<int[]> interfaces = new ArrayList<>();

    private GeneratedCapture(CaptureFormat format, long seed) {
        this.format = format;
        this.random = new Random(seed);
        this.file = new CaptureBytes(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    static GeneratedCapture of(CaptureFormat format, long seed, int mostPackets) {
        GeneratedCapture made = new GeneratedCapture(format, seed);
        made.start();
        int count = made.random.nextInt(mostPackets + 1);
        while (made.packets.size() < count) {
            if (format == CaptureFormat.PCAPNG) {
                made.block();
            } else {
                made.record();
            }
        }
        return made;
    }

    byte[] file() {
        return file.toBytes();
    }

    /** The packets in order, for comparison with what a sink was shown. */
    List<Seen> packets() {
        return packets;
    }

    long capturedBytes() {
        return packets.stream().mapToLong(packet -> packet.bytes().size()).sum();
    }

    long originalBytes() {
        return packets.stream().mapToLong(Seen::originalLength).sum();
    }

    /** Null without a packet. */
    Instant first() {
        return packets.stream().map(Seen::at).min(Comparator.naturalOrder()).orElse(null);
    }

    /** Null without a packet. */
    Instant last() {
        return packets.stream().map(Seen::at).max(Comparator.naturalOrder()).orElse(null);
    }

    /** A packet as a sink sees it; {@code at} is null without a time. */
    record Seen(int linkType, Instant at, List<Integer> bytes, long originalLength) {
        static Seen of(Packet packet) {
            List<Integer> bytes = new ArrayList<>();
            for (int i = 0; i < packet.capturedLength(); i++) {
                bytes.add(packet.unsignedByte(i));
            }
            Instant at = packet.timed() ? Instant.ofEpochSecond(packet.epochSecond(), packet.nano()) : null;
            return new Seen(packet.linkType(), at, bytes, packet.originalLength());
        }
    }

    private void start() {
        switch (format) {
            case PCAP -> file.fileHeader(CaptureBytes.MICROSECONDS, 65_535, CaptureBytes.ETHERNET);
            case PCAP_NANOSECONDS -> file.fileHeader(CaptureBytes.NANOSECONDS, 65_535, CaptureBytes.ETHERNET);
            case PCAPNG -> {
                file.sectionHeader();
                describeInterface();
            }
        }
    }

    private void describeInterface() {
        boolean nanoseconds = random.nextBoolean();
        byte[] options =
                nanoseconds ? file.fresh().option(9, (byte) 9).option(0).toBytes() : new byte[0];
        file.interfaceDescription(CaptureBytes.ETHERNET, 65_535, options);
        interfaces.add(new int[] {CaptureBytes.ETHERNET, nanoseconds ? 9 : 6});
    }

    private byte[] somePacket() {
        byte[] packet = new byte[14 + random.nextInt(random.nextInt(10) == 0 ? 1_486 : 100)];
        random.nextBytes(packet);
        return packet;
    }

    private long originalOf(byte[] packet) {
        return (long) packet.length + (random.nextInt(4) == 0 ? random.nextInt(1_000) : 0);
    }

    private void record() {
        byte[] packet = somePacket();
        long original = originalOf(packet);
        long second = DAY + random.nextInt(86_400);
        boolean nanoseconds = format == CaptureFormat.PCAP_NANOSECONDS;
        int tick = random.nextInt(nanoseconds ? 1_000_000_000 : 1_000_000);
        file.record(second, tick, packet, original);
        saw(CaptureBytes.ETHERNET, Instant.ofEpochSecond(second, nanoseconds ? tick : tick * 1_000L), packet, original);
    }

    private void block() {
        switch (random.nextInt(12)) {
            case 0 -> describeInterface();
            case 1 -> file.block(UNKNOWN_BLOCK, new byte[4 * random.nextInt(40)]);
            default -> enhancedPacket();
        }
    }

    private void enhancedPacket() {
        byte[] packet = somePacket();
        long original = originalOf(packet);
        int number = random.nextInt(interfaces.size());
        int digits = interfaces.get(number)[1];
        long perSecond = digits == 9 ? 1_000_000_000 : 1_000_000;
        long second = DAY + random.nextInt(86_400);
        long tick = random.nextInt((int) perSecond);
        byte[] options = random.nextInt(5) == 0
                ? file.fresh().option(1, (byte) 'o', (byte) 'k').option(0).toBytes()
                : new byte[0];
        file.enhancedPacket(number, second * perSecond + tick, packet, original, options);
        Instant at = Instant.ofEpochSecond(second, tick * (1_000_000_000 / perSecond));
        saw(interfaces.get(number)[0], at, packet, original);
    }

    private void saw(int linkType, Instant at, byte[] packet, long original) {
        List<Integer> bytes = new ArrayList<>();
        for (byte oneByte : packet) {
            bytes.add(oneByte & 0xFF);
        }
        packets.add(new Seen(linkType, at, bytes, original));
    }
}
