package io.alertcap.endtoend;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Looks for secrets in text: those that it knows, however they are written, and whatever has the shape of one. */
final class SecretScanner {
    /** Shapes of secrets that nobody told it of. What was made unreadable on purpose is none. */
    private static final Map<String, Pattern> SHAPES = Map.of(
            "a signature or key in an address",
            Pattern.compile(
                    "(?i)(?:[?&]|%3f|%26|\\\\u0026)(?:sig|code)(?:=|%3d|\\\\u003d)(?!REDACTED|\\*\\*\\*)[\\w%+/~.-]{4}"),
            "an account key",
            Pattern.compile("(?i)AccountKey\\s*(?:=|%3d|\\\\u003d)\\s*(?!REDACTED|\\*\\*\\*)[\\w%+/]{4}"),
            "a bearer token",
            Pattern.compile("(?i)bearer(?:\\s|%20|\\+)+(?!\\*\\*\\*|REDACTED)[\\w.~+/-]{8}"),
            "a JSON web token",
            Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{4,}"),
            "a signing secret",
            Pattern.compile("whsec_[\\w+/]{8}"),
            "a key in a header",
            Pattern.compile(
                    "(?i)(?:x-functions-key|authorization)[\"']?\\s*[:=]\\s*[\"']?(?!REDACTED|\\*\\*\\*)[\\w+/~.-]{4}"));

    private final Map<String, String> known;

    /** A secret that was found; which one it is, and not what it says. */
    record Find(String secret, String place) {}

    /** @param known secrets by the name under which a find is told */
    SecretScanner(Map<String, String> known) {
        this.known = new LinkedHashMap<>(known);
    }

    /** What is found in the text. */
    List<Find> scan(String place, String text) {
        List<Find> finds = new ArrayList<>();
        known.forEach((name, secret) -> {
            if (spellings(secret).stream().anyMatch(text::contains)) {
                finds.add(new Find(name, place));
            }
        });
        SHAPES.forEach((name, shape) -> {
            if (shape.matcher(text).find()) {
                finds.add(new Find(name, place));
            }
        });
        return finds;
    }

    /** In plain, in an address, in JSON that escapes slashes or ASCII signs, and in Base64, at any offset. */
    private static List<String> spellings(String secret) {
        List<String> spellings = new ArrayList<>(List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                secret.replace("/", "\\/"),
                secret.replace("&", "\\u0026").replace("=", "\\u003d").replace("+", "\\u002b")));
        for (int offset = 0; offset < 3; offset++) {
            byte[] bytes = ("x".repeat(offset) + secret).getBytes(StandardCharsets.UTF_8);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
            // The first and last characters hold bits of the neighbours as well.
            spellings.add(base64.substring(offset == 0 ? 0 : offset + 1, base64.length() - 2));
        }
        return spellings;
    }
}
