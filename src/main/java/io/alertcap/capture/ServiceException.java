package io.alertcap.capture;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Azure did not do what was asked. The {@link Kind} says what may be concluded from that, the message is the service's
 * own words.
 */
public final class ServiceException extends CaptureException {
    private static final long serialVersionUID = 1L;

    /** What a failed call means for the one who made it. */
    public enum Kind {
        /** 429, or 409 "another operation in progress", or 412: refused for now, certainly without effect. */
        BUSY,
        /** The service's own limit of sessions is reached: refused for now, certainly without effect. */
        LIMIT,
        /** 404: the resource, or the parent it would belong to, is not there. */
        NOT_FOUND,
        /** The name is taken (409 or 400 that says so). */
        EXISTS,
        /** 401 or 403: the app's identity may not do this. */
        FORBIDDEN,
        /** Any other 4xx: the request itself is refused, certainly without effect. */
        INVALID,
        /** No answer, a cut answer, 408 or 5xx: the request may or may not have been carried out. */
        UNCERTAIN
    }

    private final Kind kind;
    private final int status;
    private final @Nullable String code;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status, 0 when there was no answer
     * @param code the service's error code, such as {@code AuthorizationFailed}
     * @param retryAfter what the service asked us to wait, when it said so
     */
    public ServiceException(
            Kind kind,
            int status,
            @Nullable String code,
            String message,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    public int status() {
        return status;
    }

    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** One line for a person: the status, the code and the service's words. */
    public String inWords() {
        String head = status == 0 ? "no answer" : "HTTP " + status;
        return head + (code == null ? "" : " " + code) + ": " + getMessage();
    }
}
