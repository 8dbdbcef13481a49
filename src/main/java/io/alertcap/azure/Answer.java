package io.alertcap.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import com.azure.json.JsonReader;
import com.azure.json.ReadValueCallback;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A complete answer of Azure Resource Manager, read to its last byte. */
record Answer(int status, HttpHeaders headers, BinaryData body) {
    /** Longer than this nobody means it: Azure asks for seconds, at most some minutes. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(HttpHeaderName name) {
        return Optional.ofNullable(headers.getValue(name)).filter(value -> !value.isBlank());
    }

    /** {@code Retry-After} as RFC 9110 has it: seconds or a date. Empty when it is absent or neither. */
    Optional<Duration> retryAfter(Instant now) {
        return header(HttpHeaderName.RETRY_AFTER).map(String::strip).flatMap(text -> wait(text, now));
    }

    private static Optional<Duration> wait(String text, Instant now) {
        Duration wait;
        if (text.matches("\\d{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                wait = at.isBefore(now) ? Duration.ZERO : Duration.between(now, at);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
        return Optional.of(wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait);
    }

    /**
     * The body as a value.
     *
     * @throws ServiceException of kind UNCERTAIN if it is not what was promised: it says nothing about what was done
     */
    <T> T read(ReadValueCallback<JsonReader, T> reader) {
        try (JsonReader json = EndingJsonReader.of(body.toBytes())) {
            // The SDK's models give null for the JSON word null, whatever their signatures say.
            return Optional.ofNullable(reader.read(json)).orElseThrow(() -> unreadable(null));
        } catch (ServiceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private ServiceException unreadable(@Nullable Exception cause) {
        return new ServiceException(
                Kind.UNCERTAIN, status, null, "The answer of Azure Resource Manager could not be read.", null, cause);
    }
}
