package io.alertcap.capture;

import java.util.regex.Pattern;

/** Makes text from outside fit for one line of a log, a document or an answer. */
public final class Printable {
    /** What starts a line, moves a cursor, or turns the direction of reading. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** The text with {@code instead} for each character that is not printable, the 8-bit controls included. */
    public static String of(String text, String instead) {
        return UNPRINTABLE.matcher(text).replaceAll(instead);
    }

    /** As much of the text as is shown to who sent it, with a question mark for what is not printable. */
    public static String beginning(String text, int most) {
        String safe = of(text, "?");
        return safe.length() <= most ? safe : safe.substring(0, most) + "…";
    }
}
