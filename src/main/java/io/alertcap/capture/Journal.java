package io.alertcap.capture;

import java.util.StringJoiner;

/** Where decisions, steps and outcomes are told: one line each, of {@code key=value}. */
@FunctionalInterface
public interface Journal {
    void line(String text);

    /** Writes an event with its details as {@code key=value}; values with spaces are quoted, line breaks removed. */
    default void tell(String event, String... keysAndValues) {
        StringJoiner line = new StringJoiner(" ").add("event=" + event);
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            line.add(keysAndValues[i] + "=" + quoted(keysAndValues[i + 1]));
        }
        line(line.toString());
    }

    private static String quoted(String value) {
        String safe = value.replaceAll("\\p{Cntrl}", " ").replace('"', '\'');
        return safe.isEmpty() || safe.contains(" ") || safe.contains("=") ? "\"" + safe + "\"" : safe;
    }
}
