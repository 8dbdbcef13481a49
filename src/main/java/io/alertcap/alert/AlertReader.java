package io.alertcap.alert;

import java.util.List;

/** Reads any payload that Azure Monitor posts to an action group's webhook or function. */
public final class AlertReader {
    /**
     * Reads one alert.
     *
     * @throws AlertFormatException if the text is no alert
     */
    public Alert read(String json) {
        if (json.isBlank()) {
            throw new AlertFormatException(List.of(new FieldError("", "The body is empty.")));
        }
        throw new UnsupportedOperationException("not read yet");
    }
}
