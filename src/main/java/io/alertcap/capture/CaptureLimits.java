package io.alertcap.capture;

/**
 * What ends a capture, and how much of each packet is kept. The ranges are those of {@code PacketCaptureParameters} in
 * Microsoft.Network's API specification.
 *
 * @param timeLimitSeconds 1 to 18,000 s
 * @param totalBytes size of the whole session in bytes, 1 to 4,294,967,295
 * @param bytesPerPacket 0 to 4,294,967,295 bytes of each packet; 0 keeps whole packets
 */
public record CaptureLimits(int timeLimitSeconds, long totalBytes, long bytesPerPacket) {
    public static final int MAX_TIME_LIMIT_SECONDS = 18_000;
    public static final long MAX_BYTES = 4_294_967_295L;

    public CaptureLimits {
        check("timeLimitSeconds", timeLimitSeconds, 1, MAX_TIME_LIMIT_SECONDS);
        check("totalBytes", totalBytes, 1, MAX_BYTES);
        check("bytesPerPacket", bytesPerPacket, 0, MAX_BYTES);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
