package io.alertcap.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads any payload that Azure Monitor posts to an action group's webhook or function.
 *
 * <p>Strict where a mistake would aim at the wrong machine or count one event twice, tolerant in all else: a field that
 * is null, absent or spelt with other capitals never costs a capture. The shapes are those of "Common alert schema",
 * "Sample alert payloads", "Noncommon alert schema definitions" and "Sample payloads for log search alerts using webhook
 * actions" in Azure Monitor's documentation.
 */
public final class AlertReader {
    /** Deeper than any alert, which is about ten levels. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_TEXT = 512 * 1024;
    private static final int MAX_KEY = 1024;
    private static final int MAX_DIGITS = 100;
    private static final int MAX_DETAIL = 300;

    private final ObjectMapper mapper = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_KEY)
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads one alert.
     *
     * @throws AlertFormatException if the text is not one JSON object, if its schema or condition is not known, or if a
     *     field that is needed is of the wrong type
     */
    public Alert read(String json) {
        Findings findings = new Findings();
        Alert alert = new AlertShapes(new Fields(document(json), findings), findings, sha256(json)).read();
        findings.throwIfErrors();
        return alert;
    }

    private JsonNode document(String json) {
        JsonNode document;
        try {
            // Some senders put a byte order mark in front, which is no part of JSON (RFC 8259, section 8.1).
            document = mapper.readTree(json.startsWith("\uFEFF") ? json.substring(1) : json);
        } catch (MismatchedInputException e) {
            throw unusable("It is more than one JSON document; an alert is one JSON object.", e);
        } catch (JsonProcessingException e) {
            // Where a bound of ours is passed, Jackson names its setting too.
            String complaint = e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
            throw unusable("It cannot be read as JSON: " + Text.line(complaint, MAX_DETAIL), e);
        }
        if (document.isMissingNode()) {
            throw unusable("The body is empty; an alert is one JSON object.", null);
        }
        if (!document.isObject()) {
            throw unusable("It is JSON, but no object; an alert is one JSON object.", null);
        }
        return document;
    }

    private static AlertFormatException unusable(String detail, @Nullable Throwable cause) {
        return new AlertFormatException(List.of(new FieldError("", detail)), cause);
    }

    private static String sha256(String json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256; this one has not.", e);
        }
    }
}
