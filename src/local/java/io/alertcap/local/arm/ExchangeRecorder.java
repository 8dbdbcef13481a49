package io.alertcap.local.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps every exchange, in memory and as one JSON object a line in a file. Thread-safe. */
final class ExchangeRecorder {
    /** Signatures: of SAS URLs and of ARM's signed poll URLs. */
    private static final Pattern SIGNATURES = Pattern.compile("([?&](?:sig|t|c|s|h)=)[^&\"\\s]*");

    private final @Nullable Path file;
    private final List<ArmExchange> exchanges = new ArrayList<>();

    ExchangeRecorder(@Nullable Path file) {
        this.file = file;
    }

    synchronized void record(ArmExchange exchange) {
        ArmExchange safe = new ArmExchange(
                exchange.method(),
                redact(exchange.url()),
                redact(exchange.headers()),
                redact(exchange.body()),
                exchange.status(),
                redact(exchange.rheaders()),
                redact(exchange.rbody()));
        exchanges.add(safe);
        if (file != null) {
            append(file, safe);
        }
    }

    synchronized List<ArmExchange> exchanges() {
        return List.copyOf(exchanges);
    }

    synchronized void clear() {
        exchanges.clear();
    }

    private static void append(Path file, ArmExchange exchange) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    Json.MAPPER.writeValueAsString(exchange) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An exchange is plain text and numbers", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not record an exchange in " + file, e);
        }
    }

    private static Map<String, String> redact(Map<String, String> headers) {
        Map<String, String> safe = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (!name.equals("authorization")) {
                safe.put(name, redact(value));
            }
        });
        return safe;
    }

    private static String redact(String text) {
        return SIGNATURES.matcher(text).replaceAll("$1removed");
    }
}
