package io.alertcap.api;

import io.alertcap.alert.FieldError;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Outcome;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which captures a list is to have.
 *
 * @param machine a resource id, or a machine's name
 * @param rule part of the alert rule's name
 * @param since of their creation
 */
record ListQuery(
        int limit,
        @Nullable String after,
        @Nullable CaptureState state,
        @Nullable Outcome outcome,
        @Nullable String machine,
        @Nullable String rule,
        @Nullable Instant since) {
    static final int PAGE = 50;
    static final int LARGEST_PAGE = 200;

    /** @param errors gets a line for each parameter that is unknown or wrong */
    static ListQuery read(Map<String, String> query, List<FieldError> errors) {
        int limit = PAGE;
        String after = null;
        CaptureState state = null;
        Outcome outcome = null;
        String machine = null;
        String rule = null;
        Instant since = null;
        for (Map.Entry<String, String> entry : query.entrySet()) {
            String value = entry.getValue().strip();
            switch (entry.getKey()) {
                case "limit" -> limit = limit(value, errors);
                case "after" -> after = value;
                case "state" -> state = word("state", value, CaptureState.values(), CaptureState::wire, errors);
                case "outcome" -> outcome = word("outcome", value, Outcome.values(), Outcome::wire, errors);
                case "machine" -> machine = value.isEmpty() ? null : value.toLowerCase(Locale.ROOT);
                case "rule" -> rule = value.isEmpty() ? null : value.toLowerCase(Locale.ROOT);
                case "since" -> since = time(value, errors);
                // The function key, which the host has looked at already.
                case "code" -> {}
                default ->
                    errors.add(new FieldError(
                            "query." + Problems.shown(entry.getKey()),
                            "is not known; allowed are limit, after, state, outcome, machine, rule and since"));
            }
        }
        return new ListQuery(limit, after, state, outcome, machine, rule, since);
    }

    private static int limit(String value, List<FieldError> errors) {
        if (value.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= LARGEST_PAGE) {
                return limit;
            }
        }
        errors.add(new FieldError("query.limit", "must be a whole number from 1 to " + LARGEST_PAGE));
        return PAGE;
    }

    private static <T> @Nullable T word(
            String name, String value, T[] values, Function<T, String> wire, List<FieldError> errors) {
        for (T each : values) {
            if (wire.apply(each).equalsIgnoreCase(value)) {
                return each;
            }
        }
        errors.add(new FieldError(
                "query." + name, "must be one of " + Stream.of(values).map(wire).collect(Collectors.joining(", "))));
        return null;
    }

    private static @Nullable Instant time(String value, List<FieldError> errors) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            errors.add(new FieldError("query.since", "must be a time in UTC such as 2026-01-31T02:00:00Z"));
            return null;
        }
    }

    /** Whether it is older than what is wanted; so is everything after it. */
    boolean isBefore(CaptureRecord capture) {
        return since != null && capture.createdAt().isBefore(since);
    }

    boolean fits(CaptureRecord capture) {
        return (state == null || capture.state() == state)
                && (outcome == null || capture.outcome() == outcome)
                && (machine == null
                        || capture.target().id().key().equals(machine)
                        || capture.target().id().name().equalsIgnoreCase(machine))
                && (rule == null
                        || capture.trigger().rule().toLowerCase(Locale.ROOT).contains(rule));
    }
}
