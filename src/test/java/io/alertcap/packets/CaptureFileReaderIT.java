package io.alertcap.packets;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.Programs;
import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.CaptureFileReading.EarlyEnd;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wireshark's own tools write the files and say what is in them; the reader must say the same. */
class CaptureFileReaderIT {

    private static final List<String> TOOLS = List.of("capinfos", "editcap", "tshark");

    @TempDir
    Path folder;

    @BeforeAll
    static void needs_the_tools_of_wireshark() {
        Programs.require("Reading capture files was", TOOLS.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void agrees_with_capinfos_on_generated_files(CaptureFormat format) throws IOException {
        for (long seed = 1; seed <= 15; seed++) {
            Path file =
                    write("seed-" + seed, GeneratedCapture.of(format, seed, 400).file());

            agreesWithCapinfos(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap", "nsecpcap", "pcapng", "modpcap"})
    void agrees_with_capinfos_on_files_that_editcap_wrote(String type) throws IOException {
        Path made = write(
                "made",
                GeneratedCapture.of(CaptureFormat.PCAP_NANOSECONDS, 7, 2_000).file());
        Path file = folder.resolve("edited");
        run("editcap", "-F", type, made.toString(), file.toString());

        CaptureFileSummary summary = agreesWithCapinfos(file);
        assertThat(summary.packets()).isPositive();
        assertThat(summary.format())
                .isEqualTo(
                        switch (type) {
                            case "nsecpcap" -> CaptureFormat.PCAP_NANOSECONDS;
                            case "pcapng" -> CaptureFormat.PCAPNG;
                            default -> CaptureFormat.PCAP;
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap", "pcapng"})
    void agrees_with_tshark_on_what_was_kept_of_each_packet(String type) throws IOException {
        Path made =
                write("made", GeneratedCapture.of(CaptureFormat.PCAP, 11, 1_000).file());
        Path file = folder.resolve("snapped");
        run("editcap", "-F", type, "-s", "60", made.toString(), file.toString());

        long capturedBytes = run("tshark", "-n", "-r", file.toString(), "-T", "fields", "-e", "frame.cap_len")
                .lines()
                .mapToLong(Long::parseLong)
                .sum();

        CaptureFileSummary summary = agreesWithCapinfos(file);
        assertThat(summary.capturedBytes()).isEqualTo(capturedBytes).isLessThan(summary.originalBytes());
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void counts_as_many_packets_as_tshark_in_a_file_that_is_cut_off(CaptureFormat format) throws IOException {
        byte[] whole = GeneratedCapture.of(format, 5, 400).file();
        for (int missing = 1; missing <= 40; missing += 3) {
            Path file = write("cut", Arrays.copyOf(whole, whole.length - missing));

            Capture capture = read(file);

            // tshark ends with status 2, and prints a line for every packet before the cut.
            long lines = runAnyStatus("tshark", "-n", "-r", file.toString(), "-T", "fields", "-e", "frame.number")
                    .lines()
                    .count();
            assertThat(capture.packets()).as("%d bytes missing", missing).isEqualTo(lines);
            if (capture.earlyEnd() != null) {
                assertThat(capture.earlyEnd().kind()).isEqualTo(EarlyEnd.Kind.CUT_OFF);
            }
        }
    }

    @Test
    void agrees_with_capinfos_on_sections_of_either_byte_order() throws IOException {
        byte[] little = CaptureBytes.little()
                .sectionHeader()
                .interfaceDescription(CaptureBytes.ETHERNET, 65_535)
                .enhancedPacket(0, 1_795_262_400_000_001L, new byte[60], 60)
                .obsoletePacket(0, 0, 1_795_262_400_000_009L, new byte[62], 1_500)
                .toBytes();
        byte[] big = CaptureBytes.big()
                .sectionHeader()
                .interfaceDescription(CaptureBytes.ETHERNET, 65_535)
                .enhancedPacket(0, 1_795_262_400_000_005L, new byte[64], 64)
                .toBytes();
        byte[] both = Arrays.copyOf(little, little.length + big.length);
        System.arraycopy(big, 0, both, little.length, big.length);

        assertThat(agreesWithCapinfos(write("sections", both)).packets()).isEqualTo(3);
    }

    private CaptureFileSummary agreesWithCapinfos(Path file) throws IOException {
        // Table, comma, machine readable; then packets, data size, first, last, hashes. Times as seconds.
        String table =
                run("capinfos", "-T", "-m", "-M", "-Q", "-S", "-r", "-c", "-d", "-a", "-e", "-H", file.toString());
        String[] told = table.strip().replace("\"", "").split(",", -1);
        CaptureFileSummary summary = read(file).summary();

        assertThat(summary.packets()).as(table).isEqualTo(Long.parseLong(told[1]));
        assertThat(summary.originalBytes()).as(table).isEqualTo(Long.parseLong(told[2]));
        assertThat(summary.firstPacketAt()).as(table).isEqualTo(time(told[3]));
        assertThat(summary.lastPacketAt()).as(table).isEqualTo(time(told[4]));
        assertThat(summary.sha256()).as(table).isEqualTo(told[5]);
        return summary;
    }

    private static Instant time(String seconds) {
        if (seconds.equals("n/a")) {
            return null;
        }
        BigDecimal time = new BigDecimal(seconds);
        return Instant.ofEpochSecond(
                time.longValue(),
                time.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static Capture read(Path file) throws IOException {
        CaptureFileReader reader = new CaptureFileReader();
        Files.copy(file, reader);
        return (Capture) reader.finish();
    }

    private String run(String... command) throws IOException {
        return run(true, command);
    }

    private String runAnyStatus(String... command) throws IOException {
        return run(false, command);
    }

    private String run(boolean mustSucceed, String... command) throws IOException {
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            if (mustSucceed && status != 0) {
                throw new IOException(command[0] + " ended with " + status + ": " + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " was running", e);
        }
        return output;
    }
}
