package io.alertcap.capture;

import java.time.Duration;

/**
 * How long one call to Azure may take, however much budget there is.
 *
 * @param connect until the connection stands; at least a second
 * @param read until the answer is there: in full, where it is small, and else without a byte of it; 1 s to
 *     {@link #LONGEST_READ}
 */
public record Timeouts(Duration connect, Duration read) {
    /** Claims, and the time in which a request to start may still land, are counted by it. */
    public static final Duration LONGEST_READ = Duration.ofSeconds(15);

    /**
     * A handshake inside Azure takes milliseconds; three seconds leave room for one lost packet to be sent again. The
     * slowest honest answer, a list of watchers that Resource Manager collects from every region, takes a few seconds.
     */
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(3), LONGEST_READ);

    public Timeouts {
        if (connect.compareTo(Duration.ofSeconds(1)) < 0
                || read.compareTo(Duration.ofSeconds(1)) < 0
                || read.compareTo(LONGEST_READ) > 0) {
            throw new IllegalArgumentException("Not time-outs to work with: " + connect + " and " + read);
        }
    }
}
