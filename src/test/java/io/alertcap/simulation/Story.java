package io.alertcap.simulation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, one line a step. Written only when somebody will read it: a seed that failed is run once more. */
final class Story {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final boolean told;
    private final List<String> lines = new ArrayList<>();

    Story(boolean told) {
        this.told = told;
    }

    void tell(Instant at, String who, Supplier<String> what) {
        if (told) {
            lines.add(TIME.format(at) + "  " + who + "  " + what.get());
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
