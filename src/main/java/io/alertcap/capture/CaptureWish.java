package io.alertcap.capture;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** What a capture is to contain: its limits, and filters of which a packet must fit at least one (none = everything). */
public record CaptureWish(CaptureLimits limits, List<CaptureFilter> filters) {
    public CaptureWish {
        filters = List.copyOf(filters);
    }

    public Duration timeLimit() {
        return Duration.ofSeconds(limits.timeLimitSeconds());
    }

    /** Whether every packet that {@code other} wants is in a capture taken by this wish, at no smaller length. */
    public boolean isAtLeastAsWideAs(CaptureWish other) {
        boolean everyPacket =
                filters.isEmpty() || (!other.filters.isEmpty() && new HashSet<>(filters).containsAll(other.filters));
        long mine = limits.bytesPerPacket();
        long theirs = other.limits.bytesPerPacket();
        boolean longEnough = mine == 0 || (theirs != 0 && mine >= theirs);
        return everyPacket && longEnough;
    }
}
