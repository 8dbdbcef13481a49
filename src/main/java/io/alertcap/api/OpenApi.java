package io.alertcap.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * {@code GET /api/openapi.json}: the API, described for programs (OpenAPI 3.1). Read from the package with each call and
 * with nothing else: a cold start does not wait for it.
 */
final class OpenApi {
    private static final String FILE = "openapi.json";

    private OpenApi() {}

    /** @param headers with names in lower case */
    static ApiAnswer answer(Map<String, String> headers) {
        byte[] document = read();
        String tag = "\"" + hash(document) + "\"";
        boolean known = headers.getOrDefault("if-none-match", "").contains(tag);
        return new ApiAnswer(
                known ? 304 : 200,
                "application/json; charset=utf-8",
                known ? "" : new String(document, StandardCharsets.UTF_8),
                // It changes with the app only; whoever has it asks whether it did.
                Map.of("ETag", tag, "Cache-Control", "no-cache"));
    }

    private static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            return Objects.requireNonNull(in, FILE + " is not in the package").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + FILE, e);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
