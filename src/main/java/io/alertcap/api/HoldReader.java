package io.alertcap.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.alertcap.alert.FieldError;
import io.alertcap.capture.LegalHold;
import io.alertcap.capture.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads why a capture is to be held: {@code {"reason":"…"}} and nothing else. */
final class HoldReader {
    private HoldReader() {}

    /** A reason, or what is wrong. */
    record Reading(@Nullable String reason, List<FieldError> errors) {}

    static Reading read(String body) {
        JsonNode json;
        try {
            json = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            return wrong("", "is not JSON: " + Printable.beginning(String.valueOf(e.getOriginalMessage()), 120));
        }
        if (!json.isObject()) {
            return wrong("", "must be a JSON object such as {\"reason\":\"case 17\"}");
        }
        List<FieldError> errors = new ArrayList<>();
        json.fieldNames().forEachRemaining(name -> {
            if (!name.equals("reason")) {
                errors.add(new FieldError(Printable.beginning(name, 40), "is not known; allowed is reason"));
            }
        });
        JsonNode reason = json.path("reason");
        if (!reason.isTextual()) {
            errors.add(new FieldError("reason", "must be a text that says why, such as the number of a case"));
        } else {
            LegalHold.problem(reason.textValue()).ifPresent(problem -> errors.add(new FieldError("reason", problem)));
        }
        return new Reading(errors.isEmpty() ? reason.textValue() : null, List.copyOf(errors));
    }

    private static Reading wrong(String field, String detail) {
        return new Reading(null, List.of(new FieldError(field, detail)));
    }
}
