package io.alertcap.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.CaptureFileReading.EarlyEnd;
import io.alertcap.packets.CaptureFileReading.NoBytes;
import io.alertcap.packets.CaptureFileReading.NotACapture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFileReadingTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static CaptureFileSummary summary(
            long fileBytes, long packets, long captured, long original, Instant first, Instant last, long snaplen) {
        return new CaptureFileSummary(
                CaptureFormat.PCAP, fileBytes, packets, captured, original, first, last, snaplen, List.of(1), "ab");
    }

    @Test
    void each_reading_answers_with_its_own_function() {
        CaptureFileReading capture = new Capture(summary(24, 3, 0, 0, null, null, 0), null);
        CaptureFileReading noBytes = new NoBytes("cd");
        CaptureFileReading notACapture = new NotACapture("no", "00", 1, "ef");

        assertThat(List.of(capture, noBytes, notACapture))
                .extracting(reading -> reading.<String>fold(
                        a -> "capture " + a.packets(), b -> "no bytes", c -> "not a capture: " + c.reason()))
                .containsExactly("capture 3", "no bytes", "not a capture: no");
        assertThat(List.of(capture, noBytes, notACapture))
                .extracting(CaptureFileReading::fileBytes)
                .containsExactly(24L, 0L, 1L);
        assertThat(List.of(capture, noBytes, notACapture))
                .extracting(CaptureFileReading::packets)
                .containsExactly(3L, 0L, 0L);
        assertThat(List.of(capture, noBytes, notACapture))
                .extracting(CaptureFileReading::sha256)
                .containsExactly("ab", "cd", "ef");
    }

    @Test
    void a_summary_has_no_negative_count() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> summary(0, 0, 0, 0, null, null, 0))
                .withMessageContaining("fileBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> summary(24, -1, 0, 0, null, null, 0))
                .withMessageContaining("packets=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> summary(24, 0, -2, 0, null, null, 0))
                .withMessageContaining("capturedBytes=-2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> summary(24, 0, 0, -3, null, null, 0))
                .withMessageContaining("originalBytes=-3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> summary(24, 0, 0, 0, null, null, -4))
                .withMessageContaining("snaplen=-4");
    }

    @Test
    void a_summary_has_both_times_in_order_or_none() {
        assertThatIllegalArgumentException().isThrownBy(() -> summary(24, 1, 0, 0, NOON, null, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> summary(24, 1, 0, 0, null, NOON, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> summary(24, 1, 0, 0, NOON, NOON.minusNanos(1), 0));
        assertThat(summary(24, 1, 0, 0, NOON, NOON, 0).lastPacketAt()).isEqualTo(NOON);
    }

    @Test
    void no_more_than_eight_bytes_of_a_file_are_shown() {
        assertThat(new NotACapture("no", "0011223344556677", 9, "ef").firstBytes())
                .hasSize(16);
        assertThatIllegalArgumentException().isThrownBy(() -> new NotACapture("no", "001122334455667788", 9, "ef"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void a_file_of_something_else_has_bytes(long fileBytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NotACapture("no", "", fileBytes, "ef"));
    }

    @Test
    void nothing_ends_before_the_file_begins() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EarlyEnd(EarlyEnd.Kind.CUT_OFF, -1, "x"));
    }
}
