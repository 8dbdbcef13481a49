package io.alertcap.azure;

import com.azure.core.http.HttpHeaderName;
import io.alertcap.capture.Exchange;
import io.alertcap.capture.Secrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of a request and its answer, what may be kept as evidence: nothing that opens a door, and nothing without end. */
final class KeptExchange {
    /** Of a body, in bytes. A machine with its instance view has some 20 KB; a region's list is not one capture's business. */
    static final int LONGEST = 32 * 1024;

    /** What a support case at Azure asks for, and what the app goes by. */
    private static final List<String> HEADERS = List.of(
            "Date",
            "ETag",
            "Retry-After",
            "x-ms-request-id",
            "x-ms-correlation-request-id",
            "x-ms-routing-request-id",
            "x-ms-failure-cause",
            "x-ms-ratelimit-remaining-subscription-reads",
            "x-ms-ratelimit-remaining-subscription-writes",
            "x-ms-ratelimit-remaining-subscription-deletes");

    /** All others may be part of a signature: addresses at which results are polled have one. */
    private static final Set<String> PLAIN_PARAMETERS = Set.of("api-version", "$expand", "$filter", "$top");

    private KeptExchange() {}

    /**
     * What may be kept.
     *
     * @param answer null when none came
     * @param problem why none came; null if one did
     */
    static Exchange of(
            Instant at,
            Duration took,
            String method,
            String url,
            @Nullable String body,
            @Nullable Answer answer,
            @Nullable String problem) {
        return new Exchange(
                at,
                took,
                method,
                address(url),
                body == null ? null : text(body.getBytes(StandardCharsets.UTF_8)),
                answer == null ? 0 : answer.status(),
                answer == null ? Map.of() : headers(answer),
                answer == null ? null : text(answer.body().toBytes()),
                problem);
    }

    private static String address(String url) {
        URI uri = URI.create(url);
        String query = uri.getRawQuery();
        return query == null
                ? uri.getRawPath()
                : uri.getRawPath() + "?"
                        + Stream.of(query.split("&", -1))
                                .map(KeptExchange::parameter)
                                .collect(Collectors.joining("&"));
    }

    private static String parameter(String parameter) {
        String name = parameter.replaceFirst("=.*", "");
        return PLAIN_PARAMETERS.contains(name.toLowerCase(Locale.ROOT).replace("%24", "$"))
                ? parameter
                : name + "=REDACTED";
    }

    private static Map<String, String> headers(Answer answer) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS) {
            String value = answer.headers().getValue(HttpHeaderName.fromString(name));
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static Exchange.Text text(byte[] bytes) {
        boolean whole = bytes.length <= LONGEST;
        String beginning = new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.UTF_8);
        return new Exchange.Text(
                Secrets.removedFromService(ServiceWords.withoutSecrets(beginning)),
                bytes.length,
                whole ? null : sha256(bytes));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
