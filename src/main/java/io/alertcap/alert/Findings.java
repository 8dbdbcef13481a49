package io.alertcap.alert;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one payload. Bounded: what a stranger posts does not decide how long the answer gets. */
final class Findings {
    private static final int MAX_EACH = 50;

    private final List<FieldError> errors = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    void error(String field, String detail) {
        if (errors.size() < MAX_EACH) {
            errors.add(new FieldError(field, detail));
        }
    }

    void warning(String field, String detail) {
        if (warnings.size() < MAX_EACH) {
            warnings.add(new Warning(field, detail));
        }
    }

    List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    void throwIfErrors() {
        if (!errors.isEmpty()) {
            throw new AlertFormatException(errors);
        }
    }
}
