package io.alertcap.capture;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time, sizes and counts as people say them. */
public final class Amounts {
    private static final String[] UNITS = {"kB", "MB", "GB"};

    private Amounts() {}

    /** Such as {@code 2 min 5 s}; nothing is shorter than {@code 0 s}. */
    public static String length(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        StringBuilder words = new StringBuilder();
        if (seconds >= 3600) {
            words.append(seconds / 3600).append(" h ");
        }
        if (seconds >= 60 && seconds % 3600 >= 60) {
            words.append(seconds % 3600 / 60).append(" min ");
        }
        if (seconds % 60 > 0 || seconds == 0) {
            words.append(seconds % 60).append(" s");
        }
        return words.toString().strip();
    }

    /** With commas between the thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Such as {@code 1 packet} and {@code 2,000 packets}. */
    public static String counted(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /** In powers of a thousand, as storage is sold. */
    public static String size(long bytes) {
        if (bytes < 1000) {
            return counted(bytes, "byte", "bytes");
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Rounded, and to the byte. */
    static String exactSize(long bytes) {
        return size(bytes) + (bytes < 1000 ? "" : " (" + count(bytes) + " bytes)");
    }
}
