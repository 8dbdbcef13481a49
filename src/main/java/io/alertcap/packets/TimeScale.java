package io.alertcap.packets;

/**
 * How an interface of a pcapng file counts time: unsigned 64-bit ticks since 1970, shifted by whole seconds
 * (draft-ietf-opsawg-pcapng, if_tsresol and if_tsoffset).
 *
 * @param binary whether a tick is a power of 1/2 of a second, or of 1/10
 * @param exponent that power; at most 63 or 19, for a finer tick could not count one second in 64 bits (libpcap refuses
 *     it too)
 * @param offsetSeconds to be added to each time
 */
record TimeScale(boolean binary, int exponent, long offsetSeconds) {

    static final TimeScale MICROSECONDS = new TimeScale(false, 6, 0);

    /** 0001-01-01T00:00:00Z. Years of four digits are what RFC 3339 can write. */
    static final long EARLIEST = -62_135_596_800L;
    /** 9999-12-31T23:59:59Z. */
    static final long LATEST = 253_402_300_799L;

    private static final int FINEST_BINARY = 63;
    private static final int FINEST_DECIMAL = 19;
    private static final int NANO_DIGITS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** @param option the value of if_tsresol: the highest bit says binary, the others are the exponent */
    TimeScale withResolution(byte option) throws UnreadableException {
        boolean half = option < 0;
        int power = option & 0x7F;
        if (power > (half ? FINEST_BINARY : FINEST_DECIMAL)) {
            throw new UnreadableException("an interface counts time in ticks of " + (half ? 2 : 10) + "^-" + power
                    + " s, too fine for 64 bits");
        }
        return new TimeScale(half, power, offsetSeconds);
    }

    TimeScale withOffset(long seconds) {
        return new TimeScale(binary, exponent, seconds);
    }

    /** Sets the packet's time, or no time if it falls outside the years 1 to 9999. */
    void stamp(Packet packet, long ticks) {
        long seconds;
        long nanos;
        if (binary) {
            seconds = ticks >>> exponent;
            nanos = binaryNanos(ticks - (seconds << exponent));
        } else {
            long perSecond = powerOfTen(exponent);
            seconds = Long.divideUnsigned(ticks, perSecond);
            nanos = decimalNanos(Long.remainderUnsigned(ticks, perSecond));
        }
        long epochSecond = seconds + offsetSeconds;
        // Seconds may have all 64 bits. With the first two conditions a sum that overflows ends up far before EARLIEST.
        if (seconds >= 0 && offsetSeconds <= LATEST && epochSecond >= EARLIEST && epochSecond <= LATEST) {
            packet.at(epochSecond, (int) nanos);
        } else {
            packet.atNoTime();
        }
    }

    /** The product needs up to 93 bits. */
    private long binaryNanos(long rest) {
        if (exponent == 0) {
            return 0;
        }
        long low = rest * NANOS_PER_SECOND;
        long high = Math.multiplyHigh(rest, NANOS_PER_SECOND);
        return high << (Long.SIZE - exponent) | low >>> exponent;
    }

    private long decimalNanos(long rest) {
        return exponent <= NANO_DIGITS
                ? rest * powerOfTen(NANO_DIGITS - exponent)
                : Long.divideUnsigned(rest, powerOfTen(exponent - NANO_DIGITS));
    }

    /** Unsigned: 10^19 has all 64 bits. */
    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
