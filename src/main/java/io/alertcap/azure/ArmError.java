package io.alertcap.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A refusal by Azure Resource Manager or the service behind it, and what may be concluded from it: the HTTP status
 * decides first, then the error code, then the words.
 *
 * @param code null where the answer has none
 * @param message cleaned by {@link ServiceWords}
 */
record ArmError(
        int status,
        @Nullable String code,
        String message,
        @Nullable Duration retryAfter) {
    /** The codes under which another change of the same watcher, or a passing fault without effect, is reported. */
    private static final Pattern TRY_AGAIN = Pattern.compile(
            "AnotherOperationInProgress|OperationInProgress|RetryableError|CanceledAndSupersededDueToAnotherOperation"
                    + "|another operation (?:\\S+ ){0,6}in progress",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME_TAKEN = Pattern.compile(
            "AlreadyExist|already exist|already in use|already added|NameInUse", Pattern.CASE_INSENSITIVE);

    /** Throttling speaks of limits too, but passes in seconds and has nothing to do with captures. */
    private static final Pattern THROTTLED = Pattern.compile(
            "throttl|rate.?limit|too.?many.?requests|number of (?:\\S+ )?requests", Pattern.CASE_INSENSITIVE);

    /** A limit of how many, not of how long or how large: "timeLimitInSeconds is not valid" is another matter. */
    private static final Pattern COUNT_LIMIT_CODE =
            Pattern.compile("(?!.*(?:Time|Size|Bytes|Invalid)).*(?:Limit|Quota).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern COUNT_LIMIT_WORDS = Pattern.compile(
            "(?<!time )(?<!size )(?<!bytes )\\b(?:limit|limits|quota|maximum number)\\b(?! in seconds)",
            Pattern.CASE_INSENSITIVE);

    static ArmError read(Answer answer, Instant now) {
        @Nullable Duration retryAfter = answer.retryAfter(now).orElse(null);
        String text = answer.body().toString();
        @Nullable Map<?, ?> error = envelope(text);
        String code = error == null ? "" : text(error, "code");
        String message = error == null ? text : text(error, "message") + details(error);
        String words = ServiceWords.clean(message);
        return new ArmError(
                answer.status(),
                code.isEmpty() ? null : ServiceWords.clean(code),
                words.isEmpty() ? "The service gives no reason." : words,
                retryAfter);
    }

    ServiceException toException() {
        return new ServiceException(kind(), status, code, message, retryAfter, null);
    }

    Kind kind() {
        return switch (status) {
            case 401, 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 408 -> Kind.UNCERTAIN;
            case 412 -> Kind.BUSY;
            case 429 -> isCountLimit() ? Kind.LIMIT : Kind.BUSY;
            case 400, 409 -> conflict();
            // A redirect is not followed, so nothing is known either.
            default -> status >= 400 && status < 500 ? Kind.INVALID : Kind.UNCERTAIN;
        };
    }

    private Kind conflict() {
        if (says(TRY_AGAIN)) {
            return Kind.BUSY;
        }
        if (says(NAME_TAKEN)) {
            return Kind.EXISTS;
        }
        return isCountLimit() ? Kind.LIMIT : Kind.INVALID;
    }

    private boolean isCountLimit() {
        boolean limit = (code != null && COUNT_LIMIT_CODE.matcher(code).matches())
                || COUNT_LIMIT_WORDS.matcher(message).find();
        return limit && !says(THROTTLED);
    }

    private boolean says(Pattern pattern) {
        return (code != null && pattern.matcher(code).find())
                || pattern.matcher(message).find();
    }

    /** The object with code and message: {@code {"error":{…}}}, or as some services do, without the wrapper. */
    private static @Nullable Map<?, ?> envelope(String text) {
        try (JsonReader json = JsonProviders.createReader(text)) {
            if (json.readUntyped() instanceof Map<?, ?> outer) {
                return outer.get("error") instanceof Map<?, ?> inner ? inner : outer;
            }
            return null;
        } catch (IOException | RuntimeException e) {
            return null; // A gateway's page in HTML, or nothing: then the text itself is the message.
        }
    }

    /** Some services put the real reason only here. */
    private static String details(Map<?, ?> error) {
        StringBuilder all = new StringBuilder();
        if (error.get("details") instanceof List<?> details) {
            for (Object detail : details) {
                if (detail instanceof Map<?, ?> one) {
                    all.append(" (")
                            .append(text(one, "code"))
                            .append(": ")
                            .append(text(one, "message"))
                            .append(')');
                }
            }
        }
        return all.toString();
    }

    private static String text(Map<?, ?> object, String field) {
        return object.get(field) instanceof String text ? text : "";
    }
}
