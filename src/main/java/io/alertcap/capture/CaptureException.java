package io.alertcap.capture;

import org.jspecify.annotations.Nullable;

/** The root of everything that can go wrong for technical reasons. What is refused by rule is a value, not an exception. */
public class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CaptureException(String message) {
        super(message);
    }

    public CaptureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
