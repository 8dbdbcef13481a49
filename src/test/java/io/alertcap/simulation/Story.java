package io.alertcap.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What happened, one line a step, and how often what was met. Lines are written only when somebody will read them: a seed
 * that failed is run once more.
 */
final class Story {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Long enough for a reader to be told that nothing happened meanwhile. */
    private static final Duration LULL = Duration.ofMinutes(2);

    private static final Pattern DATE = Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)Z");
    private static final Pattern RESOURCE = Pattern.compile(
            "/subscriptions/[^\\s,\\]]*/(?:virtualMachines|virtualMachineScaleSets)/([A-Za-z0-9-]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUBSCRIPTION = Pattern.compile(Pattern.quote(SimulatedAzure.SUBSCRIPTION) + "/");

    private final boolean told;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<Happening, Integer> met = new EnumMap<>(Happening.class);
    private Instant last = Schedule.START;

    Story(boolean told) {
        this.told = told;
    }

    boolean isTold() {
        return told;
    }

    void tell(Instant at, String who, Supplier<String> what) {
        if (!told) {
            return;
        }
        Duration since = Duration.between(last, at);
        if (since.compareTo(LULL) > 0) {
            lines.add("  ... " + since.toMinutes() + " min later");
        }
        last = at;
        lines.add(String.format(Locale.ROOT, "%s  %-7s %s", TIME.format(at), who, what.get()));
    }

    /** From now on a record is told by a name that a reader can keep in mind. */
    void name(String id, String name) {
        if (told) {
            names.putIfAbsent(id, name);
        }
    }

    /** Counted in every world, told or not. */
    void met(Happening happening) {
        met.merge(happening, 1, Integer::sum);
    }

    /** How often what happened. */
    Map<Happening, Integer> met() {
        return met;
    }

    /** A text with names for ids, machines without their subscriptions, and times without the day. */
    String inWords(String text) {
        String words = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            words = words.replace(name.getKey(), name.getValue());
        }
        words = DATE.matcher(words).replaceAll("$1");
        words = RESOURCE.matcher(words).replaceAll("$1");
        return SUBSCRIPTION.matcher(words).replaceAll("");
    }

    @Override
    public String toString() {
        return told ? inWords(String.join("\n", lines)) : "";
    }
}
