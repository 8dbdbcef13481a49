package io.alertcap.capture;

import java.util.StringJoiner;

/** Where decisions, steps and outcomes are told: one line each, of {@code key=value}. */
@FunctionalInterface
public interface Journal {
    void line(String text);

    /** As much of one value as a person reads, in characters: no alert fills a log. */
    int LONGEST_VALUE = 1_000;

    /**
     * Writes an event with its details as {@code key=value}. Values with spaces are quoted. What starts a line, moves a
     * cursor or turns the direction of reading becomes a blank, the 8-bit controls and Unicode's line breaks included.
     */
    default void tell(String event, String... keysAndValues) {
        StringJoiner line = new StringJoiner(" ").add("event=" + event);
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            line.add(keysAndValues[i] + "=" + quoted(keysAndValues[i + 1]));
        }
        line(line.toString());
    }

    private static String quoted(String value) {
        String head = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 1) + "…";
        String safe = Printable.of(head, " ").replace('"', '\'');
        return safe.isEmpty() || safe.contains(" ") || safe.contains("=") ? "\"" + safe + "\"" : safe;
    }
}
