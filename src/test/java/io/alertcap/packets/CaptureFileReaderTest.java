package io.alertcap.packets;

import static io.alertcap.packets.CaptureBytes.ETHERNET;
import static io.alertcap.packets.CaptureBytes.MICROSECONDS;
import static io.alertcap.packets.CaptureBytes.MODIFIED;
import static io.alertcap.packets.CaptureBytes.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.CaptureFileReading.EarlyEnd;
import io.alertcap.packets.CaptureFileReading.EarlyEnd.Kind;
import io.alertcap.packets.CaptureFileReading.NoBytes;
import io.alertcap.packets.CaptureFileReading.NotACapture;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFileReaderTest {

    private static final byte[] FIVE = {1, 2, 3, 4, 5};
    private static final byte[] SIX = {6, 7, 8, 9, 10, 11};
    private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
    }

    // pcap

    @ParameterizedTest
    @MethodSource("orders")
    void reads_pcap_in_either_byte_order(ByteOrder order) {
        byte[] file = new CaptureBytes(order)
                .fileHeader(MICROSECONDS, 65_535, ETHERNET)
                .record(NOON, 250_000, FIVE, 5)
                .record(NOON + 1, 999_999, SIX, 1_500)
                .toBytes();

        assertThat(read(file))
                .isEqualTo(new Capture(
                        new CaptureFileSummary(
                                CaptureFormat.PCAP,
                                file.length,
                                2,
                                11,
                                1_505,
                                Instant.parse("2026-11-21T12:00:00.250Z"),
                                Instant.parse("2026-11-21T12:00:01.999999Z"),
                                65_535,
                                List.of(ETHERNET),
                                read(file).sha256()),
                        null));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void reads_pcap_with_nanoseconds(ByteOrder order) {
        CaptureFileSummary summary = sound(new CaptureBytes(order)
                .fileHeader(NANOSECONDS, 262_144, ETHERNET)
                .record(NOON, 999_999_999, FIVE, 5));

        assertThat(summary.format()).isEqualTo(CaptureFormat.PCAP_NANOSECONDS);
        assertThat(summary.firstPacketAt()).isEqualTo(Instant.parse("2026-11-21T12:00:00.999999999Z"));
    }

    @Test
    void reads_the_modified_pcap_of_old_linux_distributions() {
        CaptureBytes file = CaptureBytes.little().fileHeader(MODIFIED, 65_535, ETHERNET);
        for (byte[] packet : List.of(FIVE, SIX)) {
            file.u32(NOON).u32(7).u32(packet.length).u32(60);
            file.u32(2).u16(0x0800).bytes((byte) 0, (byte) 0).bytes(packet);
        }

        assertThat(seen(file.toBytes()))
                .containsExactly("1 1795262400.7000 01020304/60", "1 1795262400.7000 06070809/60");
    }

    @Test
    void a_header_alone_is_a_capture_without_packets() {
        CaptureFileSummary summary = sound(CaptureBytes.little().fileHeader(MICROSECONDS, 65_535, ETHERNET));

        assertThat(summary.packets()).isZero();
        assertThat(summary.firstPacketAt()).isNull();
        assertThat(summary.lastPacketAt()).isNull();
    }

    @Test
    void reads_packets_of_which_no_byte_was_kept() {
        CaptureFileSummary summary = sound(
                CaptureBytes.little().fileHeader(MICROSECONDS, 65_535, ETHERNET).record(NOON, 0, new byte[0], 99));

        assertThat(summary.packets()).isEqualTo(1);
        assertThat(summary.originalBytes()).isEqualTo(99);
    }

    @Test
    void seconds_of_pcap_reach_beyond_2038() {
        CaptureFileSummary summary = sound(
                CaptureBytes.little().fileHeader(MICROSECONDS, 65_535, ETHERNET).record(0xFFFF_FFFFL, 0, FIVE, 5));

        assertThat(summary.firstPacketAt()).isEqualTo(Instant.parse("2106-02-07T06:28:15Z"));
    }

    @Test
    void microseconds_beyond_a_second_are_carried_over() {
        CaptureFileSummary summary = sound(
                CaptureBytes.little().fileHeader(MICROSECONDS, 65_535, ETHERNET).record(NOON, 1_500_000, FIVE, 5));

        assertThat(summary.firstPacketAt()).isEqualTo(Instant.parse("2026-11-21T12:00:01.500Z"));
    }

    @Test
    void frame_check_bits_above_the_link_type_are_left_out() {
        CaptureFileSummary summary = sound(CaptureBytes.big().fileHeader(MICROSECONDS, 65_535, 0x9400_0071));

        assertThat(summary.linkTypes()).containsExactly(113);
    }

    @Test
    void first_and_last_are_the_earliest_and_the_latest_time_in_any_order() {
        CaptureFileSummary summary = sound(CaptureBytes.little()
                .fileHeader(NANOSECONDS, 65_535, ETHERNET)
                .record(NOON + 5, 500, FIVE, 5)
                .record(NOON + 5, 501, FIVE, 5)
                .record(NOON + 5, 499, FIVE, 5)
                .record(NOON + 9, 1, FIVE, 5)
                .record(NOON + 9, 0, FIVE, 5)
                .record(NOON + 2, 8, FIVE, 5)
                .record(NOON + 2, 9, FIVE, 5)
                .record(NOON + 7, 7, FIVE, 5));

        assertThat(summary.firstPacketAt()).isEqualTo(Instant.ofEpochSecond(NOON + 2, 8));
        assertThat(summary.lastPacketAt()).isEqualTo(Instant.ofEpochSecond(NOON + 9, 1));
    }

    @Test
    void keeps_the_counts_of_a_pcap_cut_off_inside_a_packet_and_says_where() {
        byte[] whole = CaptureBytes.little()
                .fileHeader(MICROSECONDS, 65_535, ETHERNET)
                .record(NOON, 0, FIVE, 5)
                .record(NOON, 1, SIX, 6)
                .toBytes();

        for (int missing = 1; missing < 16 + SIX.length; missing++) {
            Capture capture = capture(Arrays.copyOf(whole, whole.length - missing));

            assertThat(capture.packets()).isEqualTo(1);
            int left = 16 + SIX.length - missing;
            assertThat(capture.earlyEnd())
                    .isEqualTo(new EarlyEnd(
                            Kind.CUT_OFF, 24 + 16 + 5, "the file ends " + left + " bytes into a packet record"));
        }
    }

    @Test
    void a_pcap_cut_off_inside_its_header_is_still_a_capture() {
        byte[] whole =
                CaptureBytes.little().fileHeader(MICROSECONDS, 65_535, ETHERNET).toBytes();

        for (int length = 4; length < 24; length++) {
            Capture capture = capture(Arrays.copyOf(whole, length));

            assertThat(capture.summary().snaplen()).isZero();
            assertThat(capture.summary().linkTypes()).isEmpty();
            assertThat(capture.earlyEnd())
                    .isEqualTo(new EarlyEnd(Kind.CUT_OFF, 0, "the file ends " + length + " bytes into a file header"));
        }
    }

    @Test
    void a_bogus_packet_length_ends_the_reading_without_an_allocation() {
        byte[] file = CaptureBytes.little()
                .fileHeader(MICROSECONDS, 65_535, ETHERNET)
                .record(NOON, 0, FIVE, 5)
                .u32(NOON)
                .u32(0)
                .u32(0xFFFF_FFFFL)
                .u32(60)
                .bytes(new byte[1_000])
                .toBytes();
        CaptureFileReader reader = new CaptureFileReader();
        for (byte oneByte : file) {
            reader.write(oneByte);
        }

        Capture capture = (Capture) reader.finish();
        assertThat(capture.packets()).isEqualTo(1);
        assertThat(capture.fileBytes()).isEqualTo(file.length);
        assertThat(capture.earlyEnd())
                .isEqualTo(new EarlyEnd(
                        Kind.DAMAGED,
                        45,
                        "a packet claims 4294967295 captured bytes; 262144 is the most there can be"));
        assertThat(reader.heldCapacity()).isLessThan(100);
    }

    @Test
    void the_largest_packet_is_read_and_one_byte_more_is_damage() {
        byte[] largest = new byte[262_144];
        CaptureBytes file = CaptureBytes.little().fileHeader(MICROSECONDS, 262_144, ETHERNET);

        assertThat(sound(file.record(NOON, 0, largest, 300_000)).capturedBytes())
                .isEqualTo(262_144);
        assertThat(earlyEnd(file.record(NOON, 0, new byte[262_145], 300_000)).kind())
                .isEqualTo(Kind.DAMAGED);
    }

    // pcapng

    @ParameterizedTest
    @MethodSource("orders")
    void reads_every_kind_of_packet_block_of_pcapng_in_either_byte_order(ByteOrder order) {
        long micros = NOON * 1_000_000 + 123_456;
        byte[] file = new CaptureBytes(order)
                .sectionHeader()
                .interfaceDescription(ETHERNET, 65_535)
                .enhancedPacket(0, micros, FIVE, 60)
                .simplePacket(SIX, 6)
                .obsoletePacket(0, 3, micros + 1, FIVE, 61)
                .toBytes();

        assertThat(seen(file))
                .containsExactly(
                        "1 1795262400.123456000 01020304/60", "1 - 06070809/6", "1 1795262400.123457000 01020304/61");
        CaptureFileSummary summary = capture(file).summary();
        assertThat(summary)
                .isEqualTo(new CaptureFileSummary(
                        CaptureFormat.PCAPNG,
                        file.length,
                        3,
                        16,
                        127,
                        Instant.parse("2026-11-21T12:00:00.123456Z"),
                        Instant.parse("2026-11-21T12:00:00.123457Z"),
                        65_535,
                        List.of(ETHERNET),
                        summary.sha256()));
    }

    @Test
    void each_interface_has_its_own_link_type_resolution_and_offset() {
        CaptureBytes options = CaptureBytes.little();
        byte[] nanoseconds = options.option(2, "eth0".getBytes(StandardCharsets.US_ASCII))
                .option(9, (byte) 9)
                .option(0)
                .toBytes();
        byte[] hourLater = CaptureBytes.little()
                .option(14, CaptureBytes.little().u64(3_600).toBytes())
                .toBytes();
        byte[] file = CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(ETHERNET, 65_535, nanoseconds)
                .interfaceDescription(113, 262_144, hourLater)
                .interfaceDescription(ETHERNET, 96, new byte[] {(byte) 9, 0, 1, 0, (byte) 0x8A, 0, 0, 0})
                .enhancedPacket(0, 7_000_000_009L, FIVE, 5)
                .enhancedPacket(1, 7_000_009L, FIVE, 5)
                .enhancedPacket(2, 7 * 1024 + 512, FIVE, 5)
                .toBytes();

        assertThat(seen(file))
                .containsExactly("1 7.9 01020304/5", "113 3607.9000 01020304/5", "1 7.500000000 01020304/5");
        assertThat(capture(file).summary().linkTypes()).containsExactly(ETHERNET, 113);
        assertThat(capture(file).summary().snaplen()).isEqualTo(262_144);
    }

    @Test
    void an_interface_without_a_limit_makes_the_snaplen_unlimited() {
        CaptureFileSummary summary = sound(CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(ETHERNET, 0)
                .interfaceDescription(ETHERNET, 96)
                .simplePacket(SIX, 6));

        assertThat(summary.snaplen()).isZero();
        assertThat(summary.capturedBytes()).isEqualTo(6);
    }

    @Test
    void a_new_section_brings_its_own_byte_order_and_interfaces() {
        byte[] second = CaptureBytes.big()
                .sectionHeader(1, 2)
                .interfaceDescription(113, 65_535)
                .enhancedPacket(0, 2_000_000, SIX, 6)
                .toBytes();
        CaptureBytes file = CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(ETHERNET, 65_535)
                .interfaceDescription(ETHERNET, 65_535)
                .enhancedPacket(1, 1_000_000, FIVE, 5)
                .bytes(second);

        assertThat(seen(file.toBytes())).containsExactly("1 1.0 01020304/5", "113 2.0 06070809/6");
        byte[] strayInterface =
                CaptureBytes.big().enhancedPacket(1, 3_000_000, FIVE, 5).toBytes();
        assertThat(earlyEnd(file.bytes(strayInterface)).detail())
                .isEqualTo("a packet of interface 1; the section describes only 1");
    }

    @Test
    void a_simple_packet_ends_at_the_snaplen_of_the_first_interface() {
        CaptureBytes file = CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(ETHERNET, 4)
                .simplePacket(new byte[] {1, 2, 3, 4}, 1_500);

        assertThat(seen(file.toBytes())).containsExactly("1 - 01020304/1500");
    }

    @Test
    void passes_over_blocks_it_does_not_know_and_options_it_does_not_need() {
        CaptureFileReader reader = new CaptureFileReader();
        byte[] file = CaptureBytes.little()
                .sectionHeader()
                .block(0x0BAD, new byte[0])
                .block(4, new byte[4])
                .interfaceDescription(ETHERNET, 65_535)
                .block(0x0BAD, new byte[5_000_000])
                .enhancedPacket(0, 5, FIVE, 5, new byte[] {1, 0, 3, 0, 'h', 'i', '!', 0, 0, 0, 0, 0})
                .block(5, new byte[24])
                .toBytes();
        for (int at = 0; at < file.length; at += 1_000) {
            reader.write(file, at, Math.min(1_000, file.length - at));
        }

        Capture capture = (Capture) reader.finish();
        assertThat(capture.earlyEnd()).isNull();
        assertThat(capture.packets()).isEqualTo(1);
        assertThat(capture.summary().capturedBytes()).isEqualTo(5);
        assertThat(reader.heldCapacity()).isLessThan(200);
    }

    @Test
    void a_packet_with_a_time_that_no_calendar_holds_is_counted_without_it() {
        byte[] wholeSeconds = {9, 0, 1, 0, 0, 0, 0, 0};
        CaptureFileSummary summary = sound(CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(ETHERNET, 65_535, wholeSeconds)
                .enhancedPacket(0, -1, FIVE, 5)
                .enhancedPacket(0, NOON, FIVE, 5));

        assertThat(summary.packets()).isEqualTo(2);
        assertThat(summary.firstPacketAt()).isEqualTo(summary.lastPacketAt()).isEqualTo(Instant.ofEpochSecond(NOON));
    }

    @Test
    void keeps_the_counts_of_a_pcapng_cut_off_anywhere_in_a_block() {
        CaptureBytes start = CaptureBytes.little().sectionHeader().interfaceDescription(ETHERNET, 65_535);
        int lastBlockAt = start.enhancedPacket(0, 5, FIVE, 5).size();
        byte[] withPacket = start.enhancedPacket(0, 6, SIX, 6).toBytes();
        byte[] withUnknown = Arrays.copyOf(withPacket, withPacket.length);
        withUnknown[lastBlockAt] = 0x77;

        for (byte[] whole : List.of(withPacket, withUnknown)) {
            for (int length = lastBlockAt + 1; length < whole.length; length++) {
                Capture capture = capture(Arrays.copyOf(whole, length));

                assertThat(capture.packets()).isEqualTo(1);
                assertThat(capture.earlyEnd())
                        .isEqualTo(new EarlyEnd(
                                Kind.CUT_OFF,
                                lastBlockAt,
                                "the file ends " + (length - lastBlockAt) + " bytes into a block"));
            }
        }
    }

    @Test
    void a_pcapng_cut_off_inside_its_header_is_still_a_capture() {
        Capture capture =
                capture(Arrays.copyOf(CaptureBytes.little().sectionHeader().toBytes(), 20));

        assertThat(capture.summary().format()).isEqualTo(CaptureFormat.PCAPNG);
        assertThat(capture.summary().snaplen()).isZero();
        assertThat(capture.earlyEnd()).isEqualTo(new EarlyEnd(Kind.CUT_OFF, 0, "the file ends 20 bytes into a block"));
    }

    static Stream<DamagedBlock> damagedBlocks() {
        byte[] longResolution = {9, 0, 2, 0, 6, 6, 0, 0};
        byte[] shortOffset = {14, 0, 4, 0, 0, 0, 0, 0};
        byte[] tooFineBinary = {9, 0, 1, 0, (byte) 0xC0, 0, 0, 0};
        byte[] tooFineDecimal = {9, 0, 1, 0, 20, 0, 0, 0};
        byte[] longOption = {2, 0, 9, 0, 0, 0, 0, 0};
        return Stream.of(
                new DamagedBlock(
                        "a packet block claims 28 bytes; it must be a multiple of 4 from 32 to 524288",
                        file().u32(6).u32(28).bytes(new byte[20]).u32(28)),
                new DamagedBlock(
                        "a packet block claims 12 bytes; it must be a multiple of 4 from 16 to 524288",
                        file().u32(3).u32(12).u32(12)),
                new DamagedBlock(
                        "a packet block claims 35 bytes; it must be a multiple of 4 from 32 to 524288",
                        file().u32(2).u32(35).bytes(new byte[27])),
                new DamagedBlock(
                        "a packet block claims 524292 bytes; it must be a multiple of 4 from 32 to 524288",
                        file().u32(6).u32(524_292).bytes(new byte[600_000])),
                new DamagedBlock(
                        "a block of type 0xbad claims 16777220 bytes; it must be a multiple of 4 from 12 to 16777216",
                        file().u32(0xBAD).u32(16_777_220).u32(0)),
                new DamagedBlock(
                        "an interface description claims 16 bytes; it must be a multiple of 4 from 20 to 524288",
                        file().u32(1).u32(16).u32(0).u32(16)),
                new DamagedBlock(
                        "a section header claims 4294967295 bytes; it must be a multiple of 4 from 28 to 524288",
                        file().u32(0x0A0D0D0A).u32(0xFFFF_FFFFL).u32(0x1A2B3C4D)),
                new DamagedBlock(
                        "a section header without the byte-order magic 1a2b3c4d",
                        file().u32(0x0A0D0D0A).u32(28).u32(0x1A2B3C4E)),
                new DamagedBlock("pcapng of version 2.0; only 1.0 can be read here", file().sectionHeader(2, 0)),
                new DamagedBlock("pcapng of version 1.1; only 1.0 can be read here", file().sectionHeader(1, 1)),
                new DamagedBlock(
                        "a block says at its start that it has 16 bytes, and at its end 20",
                        file().u32(0xBAD).u32(16).u32(0).u32(20)),
                new DamagedBlock(
                        "a block says at its start that it has 32 bytes, and at its end 0",
                        file().u32(6).u32(32).bytes(new byte[24])),
                new DamagedBlock(
                        "a packet claims 9 captured bytes; there can be only 8 in its block",
                        file().u32(6).u32(40).u32(0).u64(0).u32(9).u32(9).u64(0).u32(40)),
                new DamagedBlock(
                        "a packet claims 262145 captured bytes; there can be only 262144 in its block",
                        file().enhancedPacket(0, 0, new byte[262_145], 262_145)),
                new DamagedBlock(
                        "a packet claims 4294967295 captured bytes; there can be only 8 in its block",
                        file().u32(2)
                                .u32(40)
                                .u32(0)
                                .u64(0)
                                .u32(-1)
                                .u32(9)
                                .u64(0)
                                .u32(40)),
                new DamagedBlock(
                        "a packet of interface 4294967295; the section describes only 1",
                        file().enhancedPacket(-1, 0, FIVE, 5)),
                new DamagedBlock(
                        "option 9 of an interface cannot have 2 bytes",
                        file().interfaceDescription(ETHERNET, 0, longResolution)),
                new DamagedBlock(
                        "option 14 of an interface cannot have 4 bytes",
                        file().interfaceDescription(ETHERNET, 0, shortOffset)),
                new DamagedBlock(
                        "an interface counts time in ticks of 2^-64 s, too fine for 64 bits",
                        file().interfaceDescription(ETHERNET, 0, tooFineBinary)),
                new DamagedBlock(
                        "an interface counts time in ticks of 10^-20 s, too fine for 64 bits",
                        file().interfaceDescription(ETHERNET, 0, tooFineDecimal)),
                new DamagedBlock(
                        "option 2 of an interface is longer than its block",
                        file().interfaceDescription(ETHERNET, 0, longOption)));
    }

    private static CaptureBytes file() {
        return CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(ETHERNET, 65_535)
                .enhancedPacket(0, 5, FIVE, 5);
    }

    @ParameterizedTest
    @MethodSource("damagedBlocks")
    void a_damaged_block_ends_the_reading_and_keeps_what_was_before_it(DamagedBlock damaged) {
        byte[] bytes = damaged.file.bytes(new byte[64]).toBytes();

        Capture capture = capture(bytes);

        assertThat(capture.earlyEnd()).isEqualTo(new EarlyEnd(Kind.DAMAGED, file().size(), damaged.detail));
        assertThat(capture.packets()).isEqualTo(1);
        assertThat(capture.fileBytes()).isEqualTo(bytes.length);
    }

    record DamagedBlock(String detail, CaptureBytes file) {
        @Override
        public String toString() {
            return detail;
        }
    }

    @Test
    void a_section_cannot_fill_the_memory_with_interfaces() {
        CaptureBytes file = CaptureBytes.little().sectionHeader();
        for (int i = 0; i < 65_536; i++) {
            file.interfaceDescription(i, 65_535);
        }
        assertThat(sound(file).linkTypes()).hasSize(65_536);

        file.interfaceDescription(ETHERNET, 65_535);
        assertThat(earlyEnd(file).detail()).isEqualTo("a section describes more than 65536 interfaces");
    }

    // no capture

    @Test
    void a_file_without_bytes_is_neither_a_capture_nor_something_else() {
        assertThat(read(new byte[0]))
                .isEqualTo(new NoBytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            474d425501020304ff | 474d425501020304 | Microsoft Network Monitor, not readable here; open it in Wireshark
            5254535301020304   | 5254535301020304 | Microsoft Network Monitor 1, not readable here; open it in Wireshark
            1f8b0800           | 1f8b0800         | compressed by gzip, not readable here; unpack it first
            504b0304           | 504b0304         | a zip archive, not readable here; unpack it first
            3c3f786d6c         | 3c3f786d6c       | XML or HTML, perhaps an error page saved in place of the file
            7f454c46           | 7f454c46         | no capture format begins with these bytes
            d4c3b2             | d4c3b2           | too short to tell what it is: 3 bytes
            """)
    void names_what_came_in_place_of_a_capture(String bytes, String firstBytes, String reason) {
        byte[] file = HexFormat.of().parseHex(bytes);

        assertThat(read(file))
                .isEqualTo(new NotACapture(
                        reason, firstBytes, file.length, read(file).sha256()));
    }

    @Test
    void refuses_a_pcap_of_another_version() {
        byte[] file = CaptureBytes.little()
                .u32(MICROSECONDS)
                .u16(2)
                .u16(3)
                .bytes(new byte[16])
                .toBytes();

        assertThat(((NotACapture) read(file)).reason()).isEqualTo("pcap of version 2.3; only 2.4 can be read here");
        file[4] = 3;
        file[6] = 4;
        assertThat(((NotACapture) read(file)).reason()).isEqualTo("pcap of version 3.4; only 2.4 can be read here");
    }

    @Test
    void a_first_section_header_that_makes_no_sense_is_no_capture() {
        byte[] file = CaptureBytes.little().u32(0x0A0D0D0A).u32(28).u32(0).toBytes();

        assertThat(((NotACapture) read(file)).reason())
                .isEqualTo("a section header without the byte-order magic 1a2b3c4d");
    }

    // the stream

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 16, 64, 1_000})
    void hashes_the_whole_file_whatever_is_in_it(int chunk) {
        byte[] million = new byte[1_000_000];
        Arrays.fill(million, (byte) 'a');
        CaptureFileReader reader = new CaptureFileReader();
        for (int at = 0; at < million.length; at += chunk) {
            reader.write(million, at, Math.min(chunk, million.length - at));
        }

        // The third example of FIPS 180-2, appendix B.
        assertThat(reader.finish().sha256())
                .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    @Test
    void finishes_once_and_takes_no_byte_after_that() {
        CaptureFileReader reader = new CaptureFileReader();
        reader.write(new byte[] {1, 2, 3, 4, 5}, 0, 5);

        assertThat(reader.finish()).isSameAs(reader.finish());
        assertThatIllegalStateException().isThrownBy(() -> reader.write(1)).withMessageContaining("finished");
    }

    @Test
    void an_exception_of_the_sink_reaches_the_caller() {
        CaptureFileReader reader = new CaptureFileReader(packet -> {
            throw new IllegalArgumentException("sink");
        });
        byte[] file = file().toBytes();

        assertThatThrownBy(() -> reader.write(file, 0, file.length)).hasMessage("sink");
    }

    @Test
    void lends_only_the_captured_bytes_of_a_packet() {
        byte[] file = file().toBytes();
        CaptureFileReader reader = new CaptureFileReader(packet -> {
            assertThatThrownBy(() -> packet.unsignedByte(5)).hasMessage("byte 5 of 5");
            assertThatThrownBy(() -> packet.unsignedByte(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        });
        reader.write(file, 0, file.length);

        assertThat(reader.finish().packets()).isEqualTo(1);
    }

    private static CaptureFileReading read(byte[] file) {
        CaptureFileReader reader = new CaptureFileReader();
        reader.write(file, 0, file.length);
        return reader.finish();
    }

    private static Capture capture(byte[] file) {
        CaptureFileReading reading = read(file);
        assertThat(reading).isInstanceOf(Capture.class);
        return (Capture) reading;
    }

    private static CaptureFileSummary sound(CaptureBytes file) {
        Capture capture = capture(file.toBytes());
        assertThat(capture.earlyEnd()).isNull();
        return capture.summary();
    }

    private static EarlyEnd earlyEnd(CaptureBytes file) {
        EarlyEnd earlyEnd = capture(file.toBytes()).earlyEnd();
        assertThat(earlyEnd).isNotNull();
        return earlyEnd;
    }

    /** Each packet as link type, time, first four bytes, original length. */
    private static List<String> seen(byte[] file) {
        List<String> seen = new ArrayList<>();
        CaptureFileReader reader = new CaptureFileReader(packet -> {
            StringBuilder start = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                start.append(String.format("%02x", packet.unsignedByte(i)));
            }
            seen.add(packet.linkType() + " "
                    + (packet.timed() ? packet.epochSecond() + "." + packet.nano() : "-") + " " + start + "/"
                    + packet.originalLength());
        });
        reader.write(file, 0, file.length);
        reader.finish();
        return seen;
    }
}
