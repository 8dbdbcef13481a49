package io.alertcap.alert;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A payload that is no alert. The sender's mistake: posting it again cannot help. */
public final class AlertFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    AlertFormatException(List<FieldError> errors) {
        this(errors, null);
    }

    AlertFormatException(List<FieldError> errors, @Nullable Throwable cause) {
        super(
                errors.stream()
                        .map(error -> error.field().isEmpty() ? error.detail() : error.field() + ": " + error.detail())
                        .collect(Collectors.joining("; ")),
                cause);
        this.errors = List.copyOf(errors);
    }

    /** Every problem that was found, at least one. */
    public List<FieldError> errors() {
        return errors;
    }
}
