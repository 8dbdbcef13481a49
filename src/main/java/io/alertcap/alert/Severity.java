package io.alertcap.alert;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Azure Monitor's severities, the gravest first; {@link #UNKNOWN} where a payload has none. */
public enum Severity {
    SEV0,
    SEV1,
    SEV2,
    SEV3,
    SEV4,
    UNKNOWN;

    /** Reads {@code Sev2}, {@code 2} or the portal's word for it, {@code Warning}, in any case. */
    public static Severity from(@Nullable String text) {
        if (text == null) {
            return UNKNOWN;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "sev0", "0", "critical" -> SEV0;
            case "sev1", "1", "error" -> SEV1;
            case "sev2", "2", "warning" -> SEV2;
            case "sev3", "3", "informational" -> SEV3;
            case "sev4", "4", "verbose" -> SEV4;
            default -> UNKNOWN;
        };
    }

    /** Unknown is less grave than any other. */
    public boolean isGraverThan(Severity other) {
        return compareTo(other) < 0;
    }

    /** Azure Monitor's spelling, such as {@code Sev2}. */
    @Override
    public String toString() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
