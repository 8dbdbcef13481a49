package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to Azure Resource Manager and its answer, without anything secret.
 *
 * @param at when it was sent, by the host's clock
 * @param address path and query
 * @param body null without one
 * @param status HTTP's; 0 when no answer came
 * @param headers of the answer, those that matter
 * @param answer null when no answer came
 * @param problem why there is no answer; null if there is one
 */
public record Exchange(
        Instant at,
        Duration took,
        String method,
        String address,
        @Nullable Text body,
        int status,
        Map<String, String> headers,
        @Nullable Text answer,
        @Nullable String problem) {

    /**
     * A text that may be too long to be kept.
     *
     * @param beginning all of it, or as much as is kept
     * @param bytes of all of it, in UTF-8
     * @param sha256 of all of it, as it came; null if the beginning is all of it
     */
    public record Text(
            String beginning, long bytes, @Nullable String sha256) {}

    /** Whether it only asked: two of Azure's questions are POSTs. */
    boolean onlyAsks() {
        String path = address.replaceFirst("\\?.*", "");
        return method.equals("GET") || path.endsWith("/queryStatus") || path.endsWith("/verifyIpFlow");
    }
}
