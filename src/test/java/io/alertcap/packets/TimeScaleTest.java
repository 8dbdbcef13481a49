package io.alertcap.packets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimeScaleTest {

    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

    static IntStream resolutions() {
        return IntStream.concat(IntStream.rangeClosed(0, 19), IntStream.rangeClosed(0x80, 0x80 + 63));
    }

    /** Arithmetic without bounds is the truth here. */
    @ParameterizedTest(name = "if_tsresol {0}")
    @MethodSource("resolutions")
    void tells_the_time_to_the_nanosecond_in_every_resolution(int resolution) throws UnreadableException {
        BigInteger perSecond = BigInteger.valueOf(resolution < 0x80 ? 10 : 2).pow(resolution & 0x7F);
        Random random = new Random(resolution);
        for (int i = 0; i < 2_000; i++) {
            long ticks = random.nextLong() >>> random.nextInt(64);
            long offset = random.nextLong() >> random.nextInt(64);
            BigInteger nanos = new BigInteger(Long.toUnsignedString(ticks))
                    .multiply(NANOS_PER_SECOND)
                    .divide(perSecond)
                    .add(BigInteger.valueOf(offset).multiply(NANOS_PER_SECOND));
            BigInteger[] time = floorDivide(nanos);
            boolean told = time[0].compareTo(BigInteger.valueOf(TimeScale.EARLIEST)) >= 0
                    && time[0].compareTo(BigInteger.valueOf(TimeScale.LATEST)) <= 0
                    // Whole seconds of more than 63 bits are given up even if an offset would bring them back.
                    && (ticks >= 0 || !perSecond.equals(BigInteger.ONE));

            Packet packet = new Packet();
            TimeScale.MICROSECONDS
                    .withResolution((byte) resolution)
                    .withOffset(offset)
                    .stamp(packet, ticks);

            String at = "ticks=" + ticks + " offset=" + offset;
            assertThat(packet.timed()).as(at).isEqualTo(told);
            assertThat(packet.epochSecond()).as(at).isEqualTo(told ? time[0].longValueExact() : 0);
            assertThat(packet.nano()).as(at).isEqualTo(told ? time[1].intValueExact() : 0);
        }
    }

    private static BigInteger[] floorDivide(BigInteger nanos) {
        BigInteger rest = nanos.mod(NANOS_PER_SECOND);
        return new BigInteger[] {nanos.subtract(rest).divide(NANOS_PER_SECOND), rest};
    }

    @Test
    void an_offset_cannot_wrap_a_time_back_into_the_calendar() {
        Packet packet = new Packet();
        new TimeScale(false, 0, Long.MAX_VALUE).stamp(packet, Long.MAX_VALUE);
        assertThat(packet.timed()).isFalse();
        new TimeScale(false, 0, TimeScale.LATEST).stamp(packet, Long.MAX_VALUE);
        assertThat(packet.timed()).isFalse();
    }

    @Test
    void an_offset_may_lead_before_1970() {
        Packet packet = new Packet();
        new TimeScale(false, 6, -3).stamp(packet, 1_500_000);
        assertThat(packet.epochSecond()).isEqualTo(-2);
        assertThat(packet.nano()).isEqualTo(500_000_000);
    }

    @Test
    void the_calendar_is_that_of_four_digit_years() {
        assertThat(Instant.ofEpochSecond(TimeScale.EARLIEST)).hasToString("0001-01-01T00:00:00Z");
        assertThat(Instant.ofEpochSecond(TimeScale.LATEST)).hasToString("9999-12-31T23:59:59Z");
    }
}
