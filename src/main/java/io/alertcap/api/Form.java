package io.alertcap.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A form as browsers send it, {@code application/x-www-form-urlencoded}. */
final class Form {
    /** Far more than any form of ours has. */
    private static final int LONGEST = 32 * 1024;

    private Form() {}

    /** Names and values, the first of each name; empty for what no browser sends. */
    static Optional<Map<String, String>> read(String body) {
        if (body.length() > LONGEST) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        try {
            for (String pair : body.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(fields);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
