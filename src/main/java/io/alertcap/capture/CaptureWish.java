package io.alertcap.capture;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a capture is to contain: its limits, and filters of which a packet must fit at least one (none = everything).
 *
 * @param placement where an operator wants the file; null for where the settings put it
 */
public record CaptureWish(
        CaptureLimits limits,
        List<CaptureFilter> filters,
        @Nullable Placement placement) {
    public CaptureWish {
        filters = List.copyOf(filters);
    }

    /** With the file where the settings put it. */
    public CaptureWish(CaptureLimits limits, List<CaptureFilter> filters) {
        this(limits, filters, null);
    }

    public Duration timeLimit() {
        return Duration.ofSeconds(limits.timeLimitSeconds());
    }

    /**
     * Whether every packet that {@code other} wants is in a capture taken by this wish, at no smaller length, and where
     * it is wanted.
     */
    public boolean isAtLeastAsWideAs(CaptureWish other) {
        boolean everyPacket =
                filters.isEmpty() || (!other.filters.isEmpty() && new HashSet<>(filters).containsAll(other.filters));
        long mine = limits.bytesPerPacket();
        long theirs = other.limits.bytesPerPacket();
        boolean longEnough = mine == 0 || (theirs != 0 && mine >= theirs);
        return everyPacket && longEnough && (other.placement == null || other.placement.equals(placement));
    }
}
