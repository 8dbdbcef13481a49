package io.alertcap.notify;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes one short line of a text that somebody else wrote. Rule names, machine names and Azure's error texts reach
 * people's screens and terminals, so nothing may pass that moves a cursor, starts a line or turns the direction of
 * reading.
 */
final class PlainText {
    private static final String CUT = "…";

    private PlainText() {}

    /**
     * One line without control, format or unassigned characters; every run of those and of white space is one space.
     *
     * @param most length of the result in {@code char}s, 1 or more; a longer text ends in an ellipsis
     */
    static String line(@Nullable String text, int most) {
        return line(text, most, Character::toString);
    }

    /** The same, with each character written by {@code escape}. No escape is cut in the middle, and all fit in. */
    static String line(@Nullable String text, int most, IntFunction<String> escape) {
        StringBuilder line = new StringBuilder();
        // Where the line ends if the next character does not fit.
        int lastRoomForCut = 0;
        boolean gap = false;
        String from = text == null ? "" : text;
        for (int i = 0; i < from.length(); ) {
            int codePoint = from.codePointAt(i);
            i += Character.charCount(codePoint);
            if (!isVisible(codePoint)) {
                gap = !line.isEmpty();
                continue;
            }
            String next = (gap ? " " : "") + escape.apply(codePoint);
            gap = false;
            if (line.length() + next.length() > most) {
                line.setLength(lastRoomForCut);
                return line.append(CUT).toString();
            }
            line.append(next);
            if (line.length() + CUT.length() <= most) {
                lastRoomForCut = line.length();
            }
        }
        return line.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
