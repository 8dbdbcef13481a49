package io.alertcap.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Filtered capture files against tcpdump, which applies the same filter, translated, to the whole traffic. */
class CaptureFilesIT {
    private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");
    private static final Duration TIME = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @BeforeEach
    void needs_tcpdump() {
        Programs.require("Capture filters were", "tcpdump");
    }

    static Stream<Arguments> filters() {
        String toOrFrom = "((src host 10.0.0.4 and %s) or (dst host 10.0.0.4 and %s))";
        return Stream.of(
                Arguments.of(List.of(CaptureFilter.parse("TCP", null, null, null, null)), "tcp"),
                Arguments.of(List.of(CaptureFilter.parse("UDP", null, null, null, "53")), "udp and port 53"),
                Arguments.of(
                        List.of(CaptureFilter.parse(null, null, "443", null, null)),
                        toOrFrom.formatted("src port 443", "dst port 443")
                                + " or ((src host fd00::4 and src port 443) or (dst host fd00::4 and dst port 443))"),
                Arguments.of(
                        List.of(CaptureFilter.parse("TCP", "10.0.0.4", "50000-60000", null, "443;8443;")),
                        toOrFrom.formatted(
                                "tcp src portrange 50000-60000 and (tcp dst port 443 or tcp dst port 8443)",
                                "tcp dst portrange 50000-60000 and (tcp src port 443 or tcp src port 8443)")),
                Arguments.of(
                        List.of(CaptureFilter.parse(null, null, null, "203.0.113.5-203.0.113.9", null)),
                        "ip and ((ip[12:4] >= 0xcb007105 and ip[12:4] <= 0xcb007109)"
                                + " or (ip[16:4] >= 0xcb007105 and ip[16:4] <= 0xcb007109))"),
                Arguments.of(
                        List.of(CaptureFilter.parse(null, null, null, "203.0.113.5;2001:db8::7", null)),
                        "host 203.0.113.5 or host 2001:db8::7"),
                Arguments.of(
                        List.of(
                                CaptureFilter.parse("UDP", null, null, null, null),
                                CaptureFilter.parse("TCP", null, "22", null, null)),
                        "udp or (tcp port 22)"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_filtered_file_holds_exactly_what_tcpdump_would_pick(List<CaptureFilter> filters, String bpf)
            throws IOException, InterruptedException {
        Path everything = capture("everything.cap", List.of());
        Path filtered = capture("filtered.cap", filters);

        String expected = tcpdump(everything, bpf);

        assertThat(expected.lines()).as("the traffic has some of it").hasSizeGreaterThan(5);
        assertThat(tcpdump(filtered, "")).isEqualTo(expected);
        assertThat(expected.lines().count())
                .as("and not only of it")
                .isLessThan(tcpdump(everything, "").lines().count());
    }

    private Path capture(String name, List<CaptureFilter> filters) throws IOException {
        Path file = folder.resolve(name);
        new GeneratedTraffic()
                .start(new CaptureOrder(
                        "vm1", InetAddress.getByName("10.0.0.4"), 7, 200, START, TIME, 0, 0, filters, null, file))
                .advance(START.plus(TIME));
        return file;
    }

    private static String tcpdump(Path file, String bpf) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("tcpdump", "-nn", "-tt", "-v", "-r", file.toString(), bpf)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("tcpdump on %s with %s", file, bpf).isZero();
        assertThat(out).doesNotContain("bad cksum", "bad udp cksum", "incorrect");
        return out;
    }
}
