package io.alertcap.api;

import io.alertcap.alert.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A query parameter that is true or false. */
enum Switch {
    /** Decide and show, and change nothing. */
    DRY_RUN("dryRun", false),
    /** Likewise, where changing something has to be asked for. */
    REHEARSAL("dryRun", true),
    /** Leave the capture file where it is. */
    KEEP_FILE("keepFile", true),
    /** Ask Azure what it has, beside what is known here. */
    SERVICE("service", false);

    private final String parameter;
    private final boolean byDefault;

    Switch(String parameter, boolean byDefault) {
        this.parameter = parameter;
        this.byDefault = byDefault;
    }

    String parameter() {
        return parameter;
    }

    /** Empty if it is given and neither true nor false: then {@link #refused} is the answer. */
    Optional<Boolean> in(Map<String, String> query) {
        return switch (value(query)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    ApiAnswer refused(Map<String, String> query) {
        return Problems.invalid(
                parameter + " is \"" + Problems.shown(value(query)) + "\".",
                List.of(new FieldError("query." + parameter, "allowed are true and false")));
    }

    /** In any case: who writes {@code dryrun} does not want a capture. What is said twice is joined, as the host does. */
    private String value(Map<String, String> query) {
        return query.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(parameter))
                .map(entry -> entry.getValue().toLowerCase(Locale.ROOT))
                .distinct()
                .reduce((first, second) -> first + "," + second)
                .orElse(Boolean.toString(byDefault));
    }
}
