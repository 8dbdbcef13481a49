package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back.
 *
 * @param status HTTP status
 * @param headers beyond those that every answer has
 * @param body null for an answer without one
 */
record ArmAnswer(
        int status, Map<String, String> headers, @Nullable JsonNode body) {
    ArmAnswer {
        headers = Map.copyOf(headers);
    }

    static ArmAnswer ok(JsonNode body) {
        return of(200, body);
    }

    static ArmAnswer of(int status, @Nullable JsonNode body) {
        return new ArmAnswer(status, Map.of(), body);
    }

    /** The error envelope of every 4xx and 5xx. */
    static ArmAnswer error(int status, String code, String message) {
        return of(status, Json.object("error", Json.object("code", code, "message", message)));
    }

    ArmAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ArmAnswer(status, more, body);
    }
}
