package io.alertcap.capture;

import io.alertcap.alert.Warning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what the service says it applied with what was asked. */
final class ReadBack {
    /** How the fields of such warnings begin, and no others. */
    static final String FIELD = "session.";

    private ReadBack() {}

    static List<Warning> differences(CaptureWish asked, PacketCaptureSession applied) {
        List<Warning> differences = new ArrayList<>();
        CaptureLimits limits = asked.limits();
        compare(
                "timeLimitInSeconds",
                (long) limits.timeLimitSeconds(),
                asLong(applied.timeLimitSeconds()),
                differences);
        compare("totalBytesPerSession", limits.totalBytes(), applied.totalBytes(), differences);
        compare("bytesToCapturePerPacket", limits.bytesPerPacket(), applied.bytesPerPacket(), differences);
        Set<CaptureFilter> wanted = new HashSet<>(asked.filters());
        Set<CaptureFilter> got = new HashSet<>(applied.filters());
        if (!wanted.equals(got)) {
            differences.add(new Warning(
                    FIELD + "filters", "asked for " + asked.filters() + ", the service applied " + applied.filters()));
        }
        return differences;
    }

    private static @Nullable Long asLong(@Nullable Integer value) {
        return value == null ? null : Long.valueOf(value);
    }

    private static void compare(String field, long asked, @Nullable Long applied, List<Warning> differences) {
        if (applied != null && applied != asked) {
            differences.add(new Warning(FIELD + field, "asked for " + asked + ", the service applied " + applied));
        }
    }
}
