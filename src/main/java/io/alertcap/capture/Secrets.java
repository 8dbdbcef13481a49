package io.alertcap.capture;

import java.util.regex.Pattern;

/**
 * Takes out of a text what nobody may keep, wherever it came from: signatures of shared access signatures, keys of functions
 * and Logic Apps in addresses, keys in connection strings, tokens. JSON's spellings of the signs around them count too.
 */
public final class Secrets {
    private static final String INSTEAD = "REDACTED";

    /** Up to the sign that ends a value in an address, a connection string or a JSON text. */
    private static final String VALUE = "(?:[^&;\"\\\\\\s]|\\\\/|\\\\u00(?!26|22|3b)[0-9a-f]{2})+";

    private static final Pattern IN_ADDRESS =
            Pattern.compile("(?i)((?:[?&;]|%3f|%26|\\\\u0026|\\\\u003f)(?:sig|code)(?:=|%3d|\\\\u003d)"
                    + "|(?:Account|SharedAccess)Key\\s{0,3}(?:=|%3d|\\\\u003d)\\s{0,3}|whsec_)"
                    + VALUE);

    private static final Pattern TOKEN =
            Pattern.compile("(?i)(\\bbearer\\s{1,3})[a-z0-9._~+/-]{16,}=*|\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*");

    /** Members of a JSON object whose names say what they are. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(\"[a-z_]{0,30}(?:password|secret|accountkey|sharedkey|accesskey|privatekey|connectionstring|sastoken|accesstoken)\""
                    + "\\s{0,3}:\\s{0,3}\")[^\"\\\\]+");

    private Secrets() {}

    /** Few documents have an equals sign at all, and a pattern costs more than their writing. */
    public static String removedFrom(String text) {
        boolean maybeSecret =
                text.indexOf('=') >= 0 || text.contains("\\u003") || text.contains("whsec_") || text.contains("%3");
        String left = !maybeSecret ? text : IN_ADDRESS.matcher(text).replaceAll("$1" + INSTEAD);
        boolean maybeToken = left.contains("eyJ") || left.contains("earer ") || left.contains("EARER ");
        return maybeToken
                ? TOKEN.matcher(left).replaceAll(found -> {
                    String lead = found.group(1);
                    return (lead == null ? "" : lead) + INSTEAD;
                })
                : left;
    }

    /** Also of members of JSON objects whose names say that they are secret: for what is not ours to keep. */
    public static String removedFromService(String json) {
        return NAMED.matcher(removedFrom(json)).replaceAll("$1" + INSTEAD);
    }
}
