package io.alertcap.azure;

import java.util.regex.Pattern;

/**
 * Makes a text of the service's fit to be shown and kept: one line, not too long, and without anything that looks like
 * a signature, key or token. Services do quote what they were sent, and addresses carry signatures in their query.
 */
final class ServiceWords {
    /** As much as a person reads, in characters. */
    static final int MAX_LENGTH = 500;

    /** As much as is looked at, in characters, so that a huge text costs no time. */
    private static final int MAX_READ = 10_000;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");
    private static final Pattern QUERY = Pattern.compile("(?i)(https?://[^\\s?\"'<>]{1,2048})\\?[^\\s\"'<>]*");
    private static final Pattern NAMED_SECRET = Pattern.compile(
            "(?i)\\b(sig|signature|[a-z_]{0,20}(?:token|secret|password)|pwd|account_?key|sharedaccess[a-z]{1,20})"
                    + "([\"']?\\s?[=:]\\s?[\"']?)[^\\s\"'&;,]+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\bbearer\\s[^\\s\"',;]+");
    private static final Pattern JSON_WEB_TOKEN = Pattern.compile("\\beyJ[\\w-]{8,}(?:\\.[\\w-]*){0,2}");
    /** Base64 of 32 bytes and more, as storage keys and signatures are. */
    private static final Pattern BASE64_KEY = Pattern.compile("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}+={1,2}");

    private ServiceWords() {}

    static String clean(String text) {
        String line = withoutSecrets(
                UNPRINTABLE.matcher(cut(text, MAX_READ)).replaceAll(" ").strip());
        return line.length() > MAX_LENGTH ? cut(line, MAX_LENGTH - 1) + "…" : line;
    }

    /** Otherwise as it is. */
    static String withoutSecrets(String text) {
        String left = QUERY.matcher(text).replaceAll("$1?***");
        left = NAMED_SECRET.matcher(left).replaceAll("$1$2***");
        left = BEARER.matcher(left).replaceAll("Bearer ***");
        left = JSON_WEB_TOKEN.matcher(left).replaceAll("***");
        return BASE64_KEY.matcher(left).replaceAll("***");
    }

    /** Never between the halves of a surrogate pair. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
