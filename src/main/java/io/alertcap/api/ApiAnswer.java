package io.alertcap.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** An answer over HTTP: status, media type, text, and headers beyond the media type. */
public record ApiAnswer(int status, String contentType, String body, Map<String, String> headers)
        implements HttpAnswer {
    private static final String JSON = "application/json; charset=utf-8";

    public ApiAnswer {
        headers = Map.copyOf(headers);
    }

    static ApiAnswer json(int status, JsonNode body) {
        // What the ledger says is true now; nobody may keep it.
        return new ApiAnswer(status, JSON, Json.text(body), Map.of("Cache-Control", "no-store"));
    }
}
