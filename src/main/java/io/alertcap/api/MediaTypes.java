package io.alertcap.api;

import java.util.Locale;
import java.util.stream.Stream;

/** What a caller would rather have (RFC 9110, section 12.5.1), as far as we have a choice. */
final class MediaTypes {
    private MediaTypes() {}

    /** Whether plain text is named, and is wanted more than JSON. */
    static boolean prefersText(String accept) {
        return wanted(accept, "text/plain", "text/*") > wanted(accept, "application/json", "application/*");
    }

    private static double wanted(String accept, String type, String range) {
        return Stream.of(accept.toLowerCase(Locale.ROOT).split(",", -1))
                .map(each -> each.split(";", -1))
                .filter(parts ->
                        parts[0].strip().equals(type) || parts[0].strip().equals(range))
                .mapToDouble(parts -> Stream.of(parts)
                        .map(String::strip)
                        .filter(parameter -> parameter.matches("q=[01](\\.[0-9]{0,3})?"))
                        .mapToDouble(parameter -> Double.parseDouble(parameter.substring(2)))
                        .findFirst()
                        .orElse(1))
                .max()
                .orElse(0);
    }
}
