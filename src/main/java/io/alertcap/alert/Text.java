package io.alertcap.alert;

/** Makes text from outside fit to be shown and logged. */
final class Text {
    private Text() {}

    /** The text on one line: invisible characters become spaces, what exceeds the length is cut and ends in an ellipsis. */
    static String line(String text, int maxLength) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), maxLength));
        text.codePoints()
                .limit(maxLength + 1L)
                .forEach(codePoint -> line.appendCodePoint(isVisible(codePoint) ? codePoint : ' '));
        if (line.length() <= maxLength) {
            return line.toString();
        }
        line.setLength(Character.isHighSurrogate(line.charAt(maxLength - 2)) ? maxLength - 2 : maxLength - 1);
        return line.append('…').toString();
    }

    /** False for controls, line breaks, lone surrogates and what is able to turn the direction of a line. */
    static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
